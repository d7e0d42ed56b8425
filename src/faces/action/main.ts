// Entry of dist/main.js.
export {};
