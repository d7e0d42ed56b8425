import { plainText } from '../base/text.ts';
import type { Problem } from '../model/errors.ts';
import { groupProblems, shownPath, testsText } from './problem-groups.ts';

/**
 * Problems as GitHub's workflow commands, one a line: `::error file=…,line=…,col=…,title=…::message`. Nothing in a problem can end its
 * command or start another. `root`: the checkout, for GitHub shows an annotation only at a path relative to it.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations(problems: readonly Problem[], options: { readonly root?: string } = {}): string {
  return groupProblems(problems)
    .map(({ problem, tests }) => {
      const { place, hint } = problem;
      const where =
        place === undefined ? [] : [`file=${property(shownPath(place.file, options.root))}`, `line=${place.line}`, `col=${place.column}`];
      const title = `title=${property(`vmtest: ${problem.code}`)}`;
      const message = [problem.message, ...(hint === undefined ? [] : [hint]), ...(tests.length === 0 ? [] : [`in ${testsText(tests)}`])];
      return `::${problem.severity} ${[...where, title].join(',')}::${data(message.join('\n'))}\n`;
    })
    .join('');
}

/** The escapes of the runner's own toolkit, for the message. */
function data(text: string): string {
  return plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The escapes of the runner's own toolkit, for a property. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
