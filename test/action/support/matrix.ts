/** One job's values of a matrix. */
export type Leg = Readonly<Record<string, unknown>>;

/** The legs of `strategy.matrix`, resolved, in GitHub's order: the product, less `exclude`, then `include`. Throws where there are none. */
export function legsOf(matrix: Readonly<Record<string, unknown>>): readonly Leg[] {
  const { include = [], exclude = [], ...axes } = matrix;
  let product: Leg[] = Object.keys(axes).length === 0 ? [] : [{}];
  for (const [axis, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) throw new Error(`matrix axis ${axis} is no list: ${JSON.stringify(values)}`);
    product = product.flatMap((leg) => values.map((value: unknown) => ({ ...leg, [axis]: value })));
  }
  const kept = product.filter(
    (leg) => !(exclude as Leg[]).some((out) => Object.entries(out).every(([key, value]) => same(leg[key], value))),
  );
  const legs = [...kept];
  for (const more of include as Leg[]) {
    // An entry joins each leg whose own axes it leaves as they are; where there is none, it is a leg of its own.
    const joined = kept.map(
      (leg) => Object.keys(axes).length > 0 && Object.entries(more).every(([key, value]) => !(key in axes) || same(leg[key], value)),
    );
    if (!joined.includes(true)) legs.push(more);
    for (const [at, join] of joined.entries()) if (join) legs[at] = { ...legs[at], ...more };
  }
  if (legs.length === 0) throw new Error('Matrix must define at least one vector: GitHub refuses a matrix of nothing');
  if (legs.length > 256) throw new Error(`a matrix has ${legs.length} jobs: GitHub's limit is 256`);
  return legs;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
