import { type Option, positive, yesOrNo } from '../settings/option.ts';
import type { OptionName } from '../settings/options.ts';

/** The three packaged actions: `action.yml`, `plan/action.yml`, `report/action.yml`. */
export type ActionName = 'main' | 'plan' | 'report';

/** An input of one or more of the actions. */
export interface InputRow {
  readonly actions: readonly ActionName[];
  readonly description: string;
  /**
   * In action.yml. Only of an input that neither a suite nor a variable can set: the runner gives a default as if the user had written it, and
   * it would then win over both.
   */
  readonly default?: string;
  /** What the README leaves out: the action fills it in by its default. */
  readonly hidden?: true;
}

/** An input that is a setting: read as the option of the same name. */
export interface SettingInput extends InputRow {
  readonly setting: OptionName;
}

/** An input of the action's own. */
export interface OwnInput<T> extends InputRow, Pick<Option<T>, 'parse' | 'wants'> {}

const words =
  <const T extends string>(...allowed: readonly T[]) =>
  (text: string): T | undefined =>
    allowed.find((word) => word === text);

/** Lines with something on them. */
const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const any = (text: string): string => text;

export { any, lines, positive, words, yesOrNo };
