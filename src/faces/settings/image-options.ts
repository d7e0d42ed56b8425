import { parseDuration } from '../../base/times.ts';
import { file, type Given, type Option, positive, yesOrNo } from './option.ts';

/** Seconds, null for ever. The original's variable counts in seconds, and waits for ever below 0. */
function lockTimeout(text: string, { original }: Given): number | null | undefined {
  if (text === 'forever') return null;
  if (/^0+(?:ms|s|m|h)?$/.test(text)) return 0;
  if (original && /^-\d+$/.test(text)) return null;
  return parseDuration(original && /^\d+$/.test(text) ? `${text}s` : text);
}

function httpUrl(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? text : undefined;
}

/** Every setting of published images that an option or a variable can give. */
export const IMAGE_OPTIONS = {
  imageSync: {
    flag: '--image-sync <which>',
    help: 'yes: look for newer published images; no: never use the network for them (fetch what is missing)',
    variables: ['VMTEST_IMAGE_SYNC', 'CURTIN_VMTEST_IMAGE_SYNC'],
    parse: yesOrNo,
    wants: 'yes or no',
    emptyCounts: true,
  },
  imageSrcUrl: {
    flag: '--image-src-url <url>',
    help: 'the stream of images where the suite names none (MAAS, --maas-image-stream)',
    variables: ['VMTEST_IMAGE_SRC_URL', 'CURTIN_VMTEST_IMAGE_SRC_URL', 'IMAGE_SRC_URL'],
    parse: httpUrl,
    wants: 'an address of http or https, such as http://HOST/streams/v1/index.sjson',
  },
  imageSrcKeyring: {
    flag: '--image-src-keyring <file>',
    help: "whose signatures are believed, where the suite names no keyring (Ubuntu's cloud images)",
    variables: ['VMTEST_IMAGE_SRC_KEYRING', 'CURTIN_VMTEST_IMAGE_SRC_KEYRING', 'IMAGE_SRC_KEYRING'],
    parse: file,
    wants: 'a file of OpenPGP keys',
  },
  imageStream: {
    flag: '--maas-image-stream <name>',
    help: "which of MAAS's streams, where no address is given: stable, candidate (stable)",
    variables: ['VMTEST_MAAS_IMAGE_STREAM', 'CURTIN_VMTEST_MAAS_IMAGE_STREAM', 'MAAS_IMAGE_STREAM'],
    parse: (text: string) => (/^[A-Za-z0-9][\w.-]{0,62}$/.test(text) ? text : undefined),
    wants: 'the name of a stream, such as stable',
  },
  imagesToKeep: {
    flag: '--images-to-keep <n>',
    help: 'newest versions of each published image that a sync keeps (1)',
    variables: ['VMTEST_IMAGES_TO_KEEP', 'CURTIN_VMTEST_IMAGES_TO_KEEP', 'IMAGES_TO_KEEP'],
    parse: positive,
    wants: 'a whole number from 1',
  },
  imageLockTimeout: {
    flag: '--image-lock-timeout <time>',
    help: 'how long to wait for who else works on the image store (forever)',
    variables: ['VMTEST_IMAGE_LOCK_TIMEOUT', 'CURTIN_VMTEST_IMAGE_LOCK_TIMEOUT'],
    parse: lockTimeout,
    wants: 'a time with its unit, such as 90s, or 0, or forever',
  },
} as const satisfies Record<string, Option<unknown>>;
