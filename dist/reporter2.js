export { t as stepLog } from "./reporter.js";
