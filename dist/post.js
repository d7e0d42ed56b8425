import { t as runEntry } from "./entry.js";
// src/faces/action/post.ts
await runEntry(async (write) => (await import("./run-post.js")).runPost(write));
export {};
