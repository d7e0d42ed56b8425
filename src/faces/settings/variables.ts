import { plainLine, shorten } from '../../base/text.ts';
import { withoutPassword } from '../../images/streams/address.ts';
import type { Problem } from '../../model/errors.ts';
import { suggest } from '../../suite/suggest.ts';
import type { Option } from './option.ts';
import { OPTIONS } from './options.ts';
import { isProxyAddress } from './proxy-address.ts';
import { APT_PROXY } from './surroundings.ts';

type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = 'VMTEST_';

/** Set for a command of the suite's, which may call vmtest again: its axes, which have any name, are beside it. */
const WITHIN = ['VMTEST_TEST', 'VMTEST_RESULT', 'VMTEST_COMMAND_MARK'];

/** A warning for each variable `VMTEST_…` that nobody reads, with the name that it is like. None within a command of a test. */
export function unreadVariables(env: Env): readonly Problem[] {
  if (WITHIN.some((name) => env[name] !== undefined)) return [];
  const known = ['VMTEST_SUITE', ...(Object.values(OPTIONS) as Option<unknown>[]).flatMap(({ variables }) => variables)].filter((name) =>
    name.startsWith(PREFIX),
  );
  const words = known.map((name) => name.slice(PREFIX.length));
  return Object.keys(env)
    .filter((name) => /^VMTEST_[A-Z]/.test(name) && !known.includes(name))
    .sort()
    .map((name) => {
      const near = suggest(name.slice(PREFIX.length), words);
      const hint = near === undefined ? 'vmtest plan --settings shows what is set' : `did you mean ${PREFIX}${near}?`;
      return {
        code: 'VMTEST_USAGE',
        severity: 'warning',
        message: `the variable ${plainLine(shorten(name, 80))} is nothing to vmtest`,
        hint,
      };
    });
}

/** The mistake in the variable that names the proxy of apt, if there is one. */
export function aptProxyMistakes(env: Env): readonly Problem[] {
  const name = APT_PROXY.find((one) => env[one] !== undefined);
  const text = name === undefined ? '' : (env[name] ?? '');
  if (text === '' || isProxyAddress(text)) return [];
  const message = `${name} cannot be "${plainLine(shorten(withoutPassword(text), 100))}"`;
  return [{ code: 'VMTEST_USAGE', severity: 'error', message, hint: 'it takes an address of http or https, such as http://proxy:3142/' }];
}
