export { t as Consoles } from "./consoles2.js";
