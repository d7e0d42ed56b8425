import { t as runEntry } from "./entry.js";
// src/faces/action/main.ts
await runEntry(async (write) => (await import("./run-main.js")).runMain(write));
export {};
