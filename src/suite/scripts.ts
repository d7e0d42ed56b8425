import { axisVariables } from '../model/axes.ts';
import { readsOf } from './expressions.ts';
import type { Sink } from './sink.ts';
import { child, itemsOf, type MapTree, type ScalarTree, type Tree } from './tree.ts';

/** What a test reads of its matrix. */
export interface MatrixUse {
  /** Axes that are read as `${{ matrix.NAME }}`. */
  readonly axes: ReadonlySet<string>;
  /** The texts of its scripts. */
  readonly scripts: readonly string[];
  /** Its scripts' trees: nothing is put into them. */
  readonly scriptTrees: ReadonlySet<Tree>;
  /** `run:` commands alone. */
  readonly commands: readonly string[];
}

/** Looks for what a test, merged with the defaults, reads of its matrix; expressions that cannot be there go to `sink`. */
export function matrixUse(test: MapTree, label: string, known: ReadonlySet<string>, sink: Sink): MatrixUse {
  const found = scriptsOf(test);
  const scriptTrees = new Set<Tree>(found.map(({ tree }) => tree));
  const axes = new Set<string>();
  for (const { tree } of found) for (const name of refuseInScript(tree, label, sink)) axes.add(name);
  const look = (tree: Tree): void => {
    if (scriptTrees.has(tree)) return;
    if (tree.kind === 'list') tree.items.forEach(look);
    else if (tree.kind === 'map') for (const { value } of tree.entries.values()) look(value);
    else for (const name of checkReads(tree, label, known, sink)) axes.add(name);
  };
  for (const [name, { value }] of test.entries) if (name !== 'matrix') look(value);
  return {
    axes,
    scriptTrees,
    scripts: found.map(({ tree }) => tree.text),
    commands: found.filter(({ run }) => run).map(({ tree }) => tree.text),
  };
}

function refuseInScript(tree: ScalarTree, label: string, sink: Sink): readonly string[] {
  const { axes, others } = readsOf(tree.text);
  for (const name of axes) {
    sink.add(tree, `${label}: a script cannot hold \${{ matrix.${name} }}`, `read the environment: $${axisVariables([name]).get(name)}`);
  }
  if (others.length > 0) sink.add(tree, `${label}: a script cannot hold \${{ … }}`, 'axes are in its environment, as $VMTEST_NAME');
  return axes;
}

function checkReads(tree: ScalarTree, label: string, known: ReadonlySet<string>, sink: Sink): readonly string[] {
  const { axes, others } = readsOf(tree.text);
  for (const other of others) sink.add(tree, `${label}: \${{ ${other} }} is not known`, 'only ${{ matrix.NAME }} is read');
  for (const name of axes) {
    if (known.has(name)) continue;
    const hint = known.size === 0 ? 'the test has no matrix' : `its matrix has ${[...known].join(', ')}`;
    sink.add(tree, `${label}: \${{ matrix.${name} }} reads an axis that is not there`, hint);
  }
  return axes;
}

interface Script {
  readonly tree: ScalarTree;
  /** Whether it is run on the host. */
  readonly run: boolean;
}

function scriptsOf(test: MapTree): readonly Script[] {
  const boots = itemsOf(child(test, 'boot'));
  const guest = boots.flatMap((boot) => [...itemsOf(child(boot, 'runcmd')), ...itemsOf(child(boot, 'collect'))]);
  const checks = [test as Tree, ...boots].flatMap((one) => itemsOf(child(one, 'checks')));
  const host = [child(test, 'command'), ...checks.map((check) => child(check, 'run'))];
  return [...guest.map((tree) => ({ tree, run: false })), ...host.map((tree) => ({ tree, run: true }))].filter(
    (script): script is Script => script.tree?.kind === 'scalar',
  );
}
