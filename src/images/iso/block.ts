/** Bytes of a block of nearly every ISO; an image with others is refused when it is opened. */
export const BLOCK = 2048;

/** Reads bytes of the ISO; shorter where it ends. */
export type Read = (at: number, length: number) => Promise<Buffer>;
