export { t as problemsOf } from "./problems-of.js";
