import { t as runEntry } from "./entry.js";
// src/faces/action/report.ts
await runEntry(async (write) => (await import("./run-report.js")).runReportAction(write));
export {};
