export { n as readKeyring } from "./keyring.js";
