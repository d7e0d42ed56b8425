import type { InterfacesRemovedCheck } from '../model/check.ts';
import { type Assessment, type CheckInput, collected } from './claim.ts';

const SCRIPT = 'check interfaces.d';

/** The file's name is the original's. A folder that is not there has nothing left in it. */
export const INTERFACES_COLLECT = [
  { name: SCRIPT, script: ': > find_interfacesd\n[ ! -d /etc/network/interfaces.d ] || find /etc/network/interfaces.d > find_interfacesd' },
] as const;

/** What Ubuntu's and Debian's cloud images bring, and curtin removes: a first interface that is configured by DHCP. */
const OF_THE_IMAGE = ['/etc/network/interfaces.d/eth0.cfg'];

/** `interfaces-removed`: the image's own network configuration is gone, which would fight with what curtin wrote. */
export function checkInterfacesRemoved(_check: InterfacesRemovedCheck, input: CheckInput): Assessment {
  const listing = collected(input, 'find_interfacesd', SCRIPT);
  if ('obstacle' in listing) return { claims: [], obstacles: [listing.obstacle] };
  const lines = listing.text.split('\n');
  return {
    claims: OF_THE_IMAGE.map((path) => {
      const index = lines.indexOf(path);
      return {
        holds: index === -1,
        otherwise: `${path} is to be removed, and ${input.at('find_interfacesd', index + 1)} still has it`,
        though: `${input.at('find_interfacesd')} does not have ${path}`,
      };
    }),
    obstacles: [],
  };
}
