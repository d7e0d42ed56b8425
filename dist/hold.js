import { O as layoutOf, i as unfinishedRemovals } from "./journal.js";
import { _ as takeLock, v as makeStore } from "./make-once.js";
import { relative } from "node:path";
// src/images/store/hold.ts
/** Who removes a file has it for milliseconds: longer means that a lock is stuck. */
const REMOVAL_SECONDS = 60;
/**
* Holds the store for a run, as long as the run lives: the original's sync waits for it, its runs do not. Waits for an original's sync
* that is on, with a message. Errors: VMTEST_IMAGE_STORE_BUSY after `lockTimeout`, VMTEST_CANCELLED, VMTEST_IMAGE_UNAVAILABLE.
*/
async function holdStore(context) {
	await makeStore(context.store);
	return await takeLock(context.store, {
		env: context.env,
		signal: context.signal,
		existing: true,
		shared: true,
		wait: true,
		timeout: context.lockTimeout,
		onWait: (by) => context.emit(`waiting for the image store ${context.store}: a vmtest-sync-images works on it, or waits to${by}`)
	});
}
/**
* Holds files of the store, given by absolute path: none of them is removed until the hold is released. null: one of them was removed or
* replaced meanwhile, and nothing is held; resolve again. Errors: VMTEST_IMAGE_STORE_BUSY, VMTEST_CANCELLED, VMTEST_TOOL_MISSING.
*/
async function holdFiles(paths, context) {
	const unique = [...new Set(paths)];
	const taken = await Promise.allSettled(unique.map((path) => holdFile(path, context)));
	const locks = taken.flatMap((one) => one.status === "fulfilled" && one.value !== null ? [one.value] : []);
	const release = async () => {
		await Promise.all(locks.map((lock) => lock.release()));
	};
	if (locks.length === unique.length && !await areGoing(context.store, unique)) return { release };
	await release();
	const failed = taken.find((one) => one.status === "rejected");
	if (failed !== void 0) throw failed.reason;
	return null;
}
/** Whether one of the files was given up by a process that was killed before it removed it, which the next sync or prune does. */
async function areGoing(store, paths) {
	const going = await unfinishedRemovals(layoutOf(store));
	return paths.some((path) => going.has(relative(store, path)));
}
async function holdFile(path, context) {
	const options = {
		env: context.env,
		signal: context.signal,
		existing: true,
		shared: true,
		wait: true,
		timeout: REMOVAL_SECONDS
	};
	let lock;
	try {
		lock = await takeLock(path, options);
	} catch (error) {
		if (error.code === "ENOENT") return null;
		throw error;
	}
	if (lock === void 0 || await lock.current()) return lock ?? null;
	await lock.release();
	return null;
}
export { holdStore as n, holdFiles as t };
