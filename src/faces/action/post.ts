// Entry of dist/post.js.
export {};
