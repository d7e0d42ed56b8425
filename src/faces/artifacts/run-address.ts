import { VmtestError } from '../../model/errors.ts';

/** What a person named. */
export interface RunAddress {
  /** null: of a bare number, where the run is has to come from elsewhere. */
  readonly server: Server | null;
  /** `owner/name`. */
  readonly repository: string | null;
  readonly runId: number;
  readonly attempt: number | null;
  /** The one artifact that was named. */
  readonly artifactId: number | null;
}

/** A server of GitHub's, or a GitHub Enterprise Server. */
export interface Server {
  /** `github.com`, with the port where it has one. */
  readonly host: string;
  readonly protocol: 'https:' | 'http:';
}

export const GITHUB: Server = { host: 'github.com', protocol: 'https:' };

const EXAMPLE = 'it takes the id of a workflow run, or an address such as https://github.com/OWNER/NAME/actions/runs/123456';

/**
 * Reads the id of a workflow run, or the address of a run, of one of its attempts, jobs or artifacts, as a browser shows it. Over plain HTTP only
 * this host is asked: a token goes with the request. Throws VMTEST_USAGE.
 */
export function parseRunAddress(text: string): RunAddress {
  const usage = (why: string) => new VmtestError('VMTEST_USAGE', `"${text}" is no workflow run: ${why}`, { hint: EXAMPLE });
  if (/^\d+$/.test(text)) return { server: null, repository: null, runId: idOf(text), attempt: null, artifactId: null };
  const url = URL.parse(text);
  if (url === null) throw usage('it is neither a number nor an address');
  const local = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw usage('the address is not of https');
  const match =
    /^\/([\w.-]+\/[\w.-]+)\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?(?:\/(?:artifacts\/(\d+)|jobs?\/\d+|workflow|usage))?\/?$/.exec(
      url.pathname,
    );
  if (match === null) throw usage('the address is not of a run');
  const [, repository, run, attempt, artifact] = match;
  return {
    server: { host: url.host, protocol: url.protocol as Server['protocol'] },
    repository: repository as string,
    runId: idOf(run as string),
    attempt: attempt === undefined ? null : Number(attempt),
    artifactId: artifact === undefined ? null : idOf(artifact),
  };
}

function idOf(digits: string): number {
  const id = Number(digits);
  if (!Number.isSafeInteger(id) || id === 0)
    throw new VmtestError('VMTEST_USAGE', `${digits} is not the id of anything at GitHub`, { hint: EXAMPLE });
  return id;
}

/** Where a server's REST API is. https://docs.github.com/rest/quickstart, https://docs.github.com/enterprise-server/rest */
export function apiOf({ host, protocol }: Server): string {
  if (host === 'github.com') return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `${protocol}//${host}/api/v3`;
}
