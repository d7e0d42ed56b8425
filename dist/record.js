export { t as endChildren, n as recordChildren } from "./record2.js";
