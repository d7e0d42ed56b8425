// Entry of dist/plan.js.
export {};
