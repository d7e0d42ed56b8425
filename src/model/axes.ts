/** How axes are called in an id: by the last part of a dotted name, by the whole where two would be called the same. Sorted by that. */
export function shownAxes(axes: Iterable<string>): ReadonlyMap<string, string> {
  const names = [...axes];
  const last = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  const shown = names.map(
    (name) => [name, names.some((other) => other !== name && last(other) === last(name)) ? name : last(name)] as const,
  );
  return new Map(shown.sort(([, a], [, b]) => (a < b ? -1 : 1)));
}

/** The environment variable of each axis, by the name that its id shows: `VMTEST_FIRMWARE` for `machine.firmware`. */
export function axisVariables(axes: Iterable<string>): ReadonlyMap<string, string> {
  const variable = (shown: string) => `VMTEST_${shown.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return new Map([...shownAxes(axes)].map(([axis, shown]) => [axis, variable(shown)]));
}
