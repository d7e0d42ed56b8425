import { a as validate } from "./XMLParser.js";
// node_modules/fast-xml-parser/src/fxp.js
const XMLValidator = { validate };
export { XMLValidator as t };
