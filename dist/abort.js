// src/base/abort.ts
/**
* An abort controller that a signal given from outside aborts too; disposal lets that one go. Not AbortSignal.any: what that makes may
* be collected as garbage while somebody waits for it, and a cancellation is lost (seen under load with Node 24.21).
*/
function linkedAbort(outer) {
	const controller = new AbortController();
	const onAbort = () => controller.abort(outer?.reason);
	if (outer?.aborted === true) onAbort();
	outer?.addEventListener("abort", onAbort, { once: true });
	return Object.assign(controller, { [Symbol.dispose]: () => outer?.removeEventListener("abort", onAbort) });
}
export { linkedAbort as t };
