// src/images/signature/library.ts
/**
* The OpenPGP library, loaded when a signature is to be checked and not before (1.2 MB). It is handed on whole: a bundler that saw which parts
* are used would leave the others out, and its licence (LGPL) is kept most plainly by a chunk that holds it as it was published.
*/
function openpgp() {
	return import("./openpgp.js");
}
export { openpgp as t };
