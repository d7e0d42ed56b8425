/** A seed for an order, of 32 bits. Not 0 or 1, which as settings are words for no and yes. */
export function newSeed(): number {
  return 2 + Math.floor(Math.random() * (2 ** 32 - 2));
}

/** These things in an order that the seed decides: the same for the same seed and number of things, on every host. */
export function shuffled<T>(things: readonly T[], seed: number): T[] {
  const next = generator(seed);
  const order = [...things];
  // Fisher and Yates: from the end, each place takes one of those that are left.
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

/** Numbers from 0 up to 1 by a seed of 32 bits: a Weyl sequence whose words are mixed as in MurmurHash3's end (public domain). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return ((word ^ (word >>> 16)) >>> 0) / 2 ** 32;
  };
}
