import { run } from '../../base/spawn.ts';
import { VmtestError } from '../../model/errors.ts';
import { apiOf, GITHUB, type RunAddress, type Server } from './run-address.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Whom to ask, and as whom. */
export interface Remote {
  /** `owner/name`. */
  readonly repository: string;
  readonly api: string;
  readonly token: string;
}

export interface RemoteQuestion {
  readonly address: RunAddress;
  /** `--repo`: `OWNER/NAME` or `HOST/OWNER/NAME`. */
  readonly repo: string | null;
  readonly env: Env;
  readonly cwd: string;
}

/** Finds the repository, the address of its server's API, and a token for it. Throws VMTEST_USAGE and VMTEST_TOKEN_MISSING. */
export async function findRemote({ address, repo, env, cwd }: RemoteQuestion): Promise<Remote> {
  const { repository, server } = await repositoryOf({ address, repo, env, cwd });
  return { repository, api: apiFor(server, env), token: await tokenFor(server, env) };
}

async function repositoryOf({ address, repo, env, cwd }: RemoteQuestion): Promise<{ repository: string; server: Server }> {
  const own = serverOf(env);
  if (address.repository !== null) return { repository: address.repository, server: address.server ?? own };
  if (repo !== null) {
    const match = /^(?:([\w.-]+(?::\d+)?)\/)?([\w.-]+\/[\w.-]+)$/.exec(repo);
    if (match === null)
      throw new VmtestError('VMTEST_USAGE', `--repo cannot be "${repo}"`, { hint: 'it takes OWNER/NAME, or HOST/OWNER/NAME' });
    return { repository: match[2] as string, server: match[1] === undefined ? own : { host: match[1], protocol: 'https:' } };
  }
  if (env.GITHUB_REPOSITORY) return { repository: env.GITHUB_REPOSITORY, server: own };
  const remote = await run('git', ['remote', 'get-url', 'origin'], { env: programEnv(env), cwd, timeout: 10 });
  const found = remote.exitCode === 0 ? parseGitRemote(remote.stdout.trim()) : null;
  if (found !== null) return found;
  throw new VmtestError('VMTEST_USAGE', `run ${address.runId}: its repository is not known`, {
    hint: 'give the address of the run instead of its id, or --repo OWNER/NAME, or call it in a checkout of the repository',
  });
}

/** `git@github.com:o/n.git`, `https://github.com/o/n`, `ssh://git@github.com/o/n.git`; null for what is at no server. */
export function parseGitRemote(url: string): { readonly repository: string; readonly server: Server } | null {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([\w.-]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ??
    /^(?:[\w.-]+@)?([\w.-]+):([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url);
  return match === null ? null : { repository: match[2] as string, server: { host: match[1] as string, protocol: 'https:' } };
}

/** The server that a runner works for; github.com elsewhere. */
function serverOf(env: Env): Server {
  const url = URL.parse(env.GITHUB_SERVER_URL ?? '');
  return url === null ? GITHUB : { host: url.host, protocol: url.protocol === 'http:' ? 'http:' : 'https:' };
}

/** GITHUB_API_URL is of the server that the environment speaks of, and of no other. */
function apiFor(server: Server, env: Env): string {
  return env.GITHUB_API_URL && serverOf(env).host === server.host ? env.GITHUB_API_URL.replace(/\/+$/, '') : apiOf(server);
}

/**
 * A token for this server: of the environment, else what `gh` has. As `gh` does it, a token of github.com's is shown to no other host, whatever
 * address somebody was talked into giving: that has variables of its own.
 */
async function tokenFor(server: Server, env: Env): Promise<string> {
  const known = server.host === 'github.com' || server.host.endsWith('.ghe.com') || server.host === serverOf(env).host;
  const names = known ? (['GH_TOKEN', 'GITHUB_TOKEN'] as const) : (['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'] as const);
  for (const name of names) if (env[name]) return env[name];
  const gh = await run('gh', ['auth', 'token', '--hostname', server.host], { env: programEnv(env), timeout: 20 });
  const token = gh.exitCode === 0 ? gh.stdout.trim() : '';
  if (/^\S+$/.test(token)) return token;
  throw new VmtestError('VMTEST_TOKEN_MISSING', `there is no token for ${server.host}: GitHub gives artifacts to nobody without one`, {
    hint: `set ${names[0]} to one that may read the repository's actions, or log in: gh auth login${server.host === 'github.com' ? '' : ` --hostname ${server.host}`}`,
  });
}

/** What git and gh need to find their configuration, and nothing else. */
function programEnv(env: Env): Record<string, string> {
  const names = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GH_CONFIG_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
