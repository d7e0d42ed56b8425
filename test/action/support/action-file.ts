import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What `action.yml` says that the runner acts on. */
export interface ActionFile {
  readonly name: string;
  /** Absolute path of the folder that it is in. */
  readonly folder: string;
  readonly inputs: Readonly<
    Record<string, { readonly default?: unknown; readonly required?: boolean; readonly deprecationMessage?: string }>
  >;
  readonly outputs: readonly string[];
  readonly runs: {
    readonly using: string;
    readonly main: string;
    readonly pre?: string;
    readonly preIf?: string;
    readonly post?: string;
    readonly postIf?: string;
  };
}

/** Reads the metadata of a JavaScript action; throws where it is none. */
export async function readAction(folder: string): Promise<ActionFile> {
  const yaml = parse(await readFile(join(folder, 'action.yml'), 'utf8')) as Record<string, Record<string, unknown>>;
  const runs = yaml.runs as Record<string, string> | undefined;
  if (!/^node(20|24)$/.test(runs?.using ?? '') || runs?.main === undefined) throw new Error(`${folder}/action.yml is no JavaScript action`);
  return {
    name: String(yaml.name),
    folder,
    inputs: (yaml.inputs ?? {}) as ActionFile['inputs'],
    outputs: Object.keys(yaml.outputs ?? {}),
    runs: {
      using: runs.using ?? '',
      main: runs.main,
      ...(runs.pre === undefined ? {} : { pre: runs.pre, preIf: runs['pre-if'] ?? 'always()' }),
      ...(runs.post === undefined ? {} : { post: runs.post, postIf: runs['post-if'] ?? 'always()' }),
    },
  };
}

/** The name of the variable that holds an input: dashes stay. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
