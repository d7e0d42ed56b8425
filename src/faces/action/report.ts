// Entry of dist/report.js.
export {};
