import { join } from 'node:path';
import { shorten } from '../../base/text.ts';
import type { Settings } from '../../engine/settings.ts';
import { withoutPassword } from '../../images/streams/address.ts';
import { type Problem, problemsError, VmtestError } from '../../model/errors.ts';
import { collectSettings, type GivenWords } from '../settings/options.ts';
import type { GithubContext } from './github.ts';
import type { ActionName, InputRow, OwnInput } from './input-row.ts';
import { OWN_INPUTS, type OwnInputName, SETTING_INPUTS } from './input-table.ts';
import { problemsOf } from './problems-of.ts';

/** The values of the inputs that only an action has; null where one was not given. */
export type OwnValues = { readonly [K in OwnInputName]: NonNullable<ReturnType<(typeof OWN_INPUTS)[K]['parse']>> | null };

export interface ActionInputs {
  readonly settings: Settings;
  readonly own: OwnValues;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The text of an input as the runner hands it over; null where it is absent or blank. */
export function inputText(env: Env, name: string): string | null {
  const text = env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim();
  return text === undefined || text === '' ? null : text;
}

/** Reads an action's inputs, and the variables behind those that are settings. Throws one usage error that names every mistake. */
export function readInputs(action: ActionName, env: Env, context: GithubContext): ActionInputs {
  const { inputs, mistakes } = collectInputs(action, env, context);
  if (mistakes.length > 0) throw problemsError(mistakes);
  return inputs;
}

/**
 * The inputs, and every mistake in them: an input with one is as if it were not given. What holds in a job where nobody says anything: KVM or an
 * error, and the image store in the runner's tool cache.
 */
export function collectInputs(
  action: ActionName,
  env: Env,
  context: GithubContext,
): { readonly inputs: ActionInputs; readonly mistakes: readonly Problem[] } {
  const words: GivenWords = Object.fromEntries(
    Object.entries(SETTING_INPUTS)
      .filter(([, row]) => row.actions.includes(action))
      .flatMap(([name, row]) => {
        const text = inputText(env, name);
        return text === null ? [] : [[row.setting, { name: `input ${name}`, text }] as const];
      }),
  );
  const store = context.toolCache === null ? {} : { imageDir: join(context.toolCache, 'vmtest', 'images') };
  const read = collectSettings({ words, level: 'input', env, cwd: context.workspace, base: { accel: 'kvm', retries: 1, ...store } });
  const mistakes: Problem[] = [...read.mistakes];
  const own: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(OWN_INPUTS)) {
    const text = (row.actions as readonly ActionName[]).includes(action) ? (inputText(env, name) ?? fallback(row)) : null;
    own[name] = text === null ? null : readOwn(name, row, text, context.workspace, mistakes);
  }
  // Of what only an action has as an input, the suite alone has a variable, which names one file.
  if (env.VMTEST_SUITE) own.suite ??= [env.VMTEST_SUITE];
  return { inputs: { settings: read.settings, own: own as OwnValues }, mistakes };
}

/** The value of one of the action's own inputs; what is wrong with it joins the mistakes. */
function readOwn(name: string, row: OwnInput<unknown>, text: string, cwd: string, mistakes: Problem[]): unknown {
  try {
    const value = row.parse(text, { cwd, level: 'input', original: false });
    if (value === undefined) mistakes.push(mistake(name, text, row.wants));
    return value ?? null;
  } catch (error) {
    // One that says more than what it takes.
    if (!(error instanceof VmtestError)) throw error;
    mistakes.push(...problemsOf(error));
    return null;
  }
}

/** A workflow that passes on what nobody gave it passes a blank, and the runner's default is lost: it is taken again here. */
function fallback(row: InputRow): string | null {
  return row.default === undefined || row.default.includes('${{') ? null : row.default;
}

function mistake(name: string, text: string, wants: string): Problem {
  return {
    code: 'VMTEST_USAGE',
    severity: 'error',
    message: `input ${name} cannot be "${shorten(withoutPassword(text), 100)}"`,
    hint: `it takes ${wants}`,
  };
}
