export { t as githubAnnotations } from "./annotations2.js";
