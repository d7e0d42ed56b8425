import type { ActionName, InputRow } from './input-row.ts';
import { INPUTS } from './input-table.ts';
import { OUTPUTS, type OutputRow } from './output-table.ts';

const ABOUT: Readonly<Record<ActionName, { readonly path: string; readonly name: string; readonly description: string }>> = {
  main: {
    path: 'action.yml',
    name: 'vmtest: install and boot',
    description:
      'Prove that an operating system installs and boots: run an unattended installer in a virtual machine, boot what it installed, check it.',
  },
  plan: {
    path: 'plan/action.yml',
    name: 'vmtest: plan',
    description: 'Share the tests of a suite among the jobs of a matrix.',
  },
  report: {
    path: 'report/action.yml',
    name: 'vmtest: report',
    description: 'Join what the jobs of a matrix found to one verdict, one summary and one JUnit file.',
  },
};

/** The path of an action's metadata in the repository. */
export const metadataPath = (action: ActionName): string => ABOUT[action].path;

/** The inputs of one action by name. */
export function inputsOf(action: ActionName): readonly (readonly [string, InputRow])[] {
  return Object.entries(INPUTS).filter(([, row]) => row.actions.includes(action));
}

/** The outputs of one action by name. */
export function outputsOf(action: ActionName): readonly (readonly [string, OutputRow])[] {
  return Object.entries<OutputRow>(OUTPUTS).filter(([, row]) => row.actions.includes(action));
}

/** JSON is YAML, and in it no character of a text means anything. */
const text = JSON.stringify;

/** An action's metadata file. https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax */
export function actionYml(action: ActionName): string {
  const { name, description } = ABOUT[action];
  const inputs = inputsOf(action).flatMap(([input, row]) => [
    `  ${input}:`,
    `    description: ${text(row.description)}`,
    ...(row.default === undefined ? [] : [`    default: ${text(row.default)}`]),
  ]);
  const outputs = outputsOf(action).flatMap(([output, row]) => [`  ${output}:`, `    description: ${text(row.description)}`]);
  const up = action === 'main' ? '' : '../';
  return [
    '# Made by `node tools/action-yml.ts` from src/faces/action/input-table.ts and output-table.ts.',
    `name: ${text(name)}`,
    `description: ${text(description)}`,
    'author: vmtest',
    'branding:',
    '  icon: hard-drive',
    '  color: blue',
    'inputs:',
    ...inputs,
    'outputs:',
    ...outputs,
    'runs:',
    '  using: node24',
    `  main: ${up}dist/${action}.js`,
    ...(action === 'main' ? ['  post: dist/post.js'] : []),
    '',
  ].join('\n');
}
