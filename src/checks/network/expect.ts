import { mapping, text } from '../curtin-values.ts';
import type { AskedNetwork } from './asked.ts';
import { askedVersionOne } from './expect-v1.ts';
import { askedVersionTwo } from './expect-v2.ts';

/** What a curtin configuration asks of the network, or in words why it asks for nothing. */
export function askedNetwork(config: unknown): AskedNetwork | { readonly none: string } {
  const settings = mapping(mapping(config).network);
  const nested = mapping(settings.network);
  const network = Object.keys(nested).length > 0 ? nested : settings;
  if (Object.keys(network).length === 0) return { none: 'the configuration has no network' };
  if (network.config === 'disabled') return { none: 'the configuration disables the network’s configuration' };
  const version = text(network.version);
  if (version === '2') return askedVersionTwo(network);
  if (version !== '1') return { none: `network configuration of version ${version ?? 'none'} is not read` };
  return Array.isArray(network.config) ? askedVersionOne(network.config) : { none: 'the network has no config' };
}
