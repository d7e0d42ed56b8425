import { t as runEntry } from "./entry.js";
// src/faces/action/plan.ts
await runEntry(async (write) => (await import("./run-plan.js")).runPlanAction(write));
export {};
