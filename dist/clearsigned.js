export { t as isClearsigned, n as unverifiedText, r as verifyClearsigned } from "./clearsigned2.js";
