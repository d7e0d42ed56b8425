import type { Dispatcher } from 'undici';
import { VmtestError } from '../../model/errors.ts';
import { connector } from './connector.ts';

/** The dispatchers of one client, by scheme. */
export interface Link extends AsyncDisposable {
  readonly dispatcher: (scheme: string) => Dispatcher;
}

/**
 * Opens no connection yet. `proxy` has `http_proxy`, `https_proxy` and `no_proxy` and is the only place where a proxy is looked for: an
 * https address never goes through `http_proxy`, as with curl. `stall` (seconds) bounds connecting.
 * Errors: VMTEST_USAGE for a proxy that is no address.
 */
export async function openLink(proxy: Readonly<Record<string, string>>, stall: number): Promise<Link> {
  // It takes 45 ms and 30 MB: only those pay who download.
  const { Agent, buildConnector, EnvHttpProxyAgent, Pool } = await import('undici');
  const connect = connector(buildConnector, stall * 1000);
  const common = { allowH2: false, connect, connectTimeout: stall * 1000, headersTimeout: 0, bodyTimeout: 0 };
  // A proxy that is spoken to in plain HTTP is read like a server; a tunnel comes with a connection of its own.
  const factory = (origin: string | URL, options: object) =>
    new Pool(origin, new URL(origin).protocol === 'http:' ? { ...common, ...options, connect } : { ...common, ...options });
  const open = (name: string): Dispatcher => {
    const address = proxyAddress(name, proxy[name]);
    if (address === null) return new Agent(common);
    // Never without a value: undici would look into the environment itself.
    return new EnvHttpProxyAgent({ ...common, factory, httpProxy: address, httpsProxy: address, noProxy: proxy.no_proxy ?? '' });
  };
  const dispatchers = new Map([
    ['http:', open('http_proxy')],
    ['https:', open('https_proxy')],
  ]);
  return {
    dispatcher: (scheme) => dispatchers.get(scheme) as Dispatcher,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...dispatchers.values()].map((one) => one.destroy()));
    },
  };
}

function proxyAddress(name: string, value: string | undefined): string | null {
  if (value === undefined || value.trim() === '') return null;
  // `proxy:3128` is what many environments say.
  const text = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(text) && /^(https?|socks5?):\/\//i.test(text)) return text;
  // The value is not shown: it may hold a password.
  throw new VmtestError('VMTEST_USAGE', `${name} is not the address of a proxy`, {
    hint: `write it as http://HOST:PORT, or unset ${name}`,
  });
}
