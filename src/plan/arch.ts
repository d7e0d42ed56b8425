import type { Arch, ImageDefinition, Suite, Test } from '../model/suite.ts';
import type { Notes } from './problems.ts';

/** What a suite calls an architecture. */
export const ARCH_NAMES: Readonly<Record<Arch, string>> = { x86_64: 'amd64', aarch64: 'arm64', ppc64: 'ppc64el' };

/** What is booted and what is installed are of the machine's architecture, as far as the suite says of which the image is. */
export function checkArch(test: Test, arch: Arch, images: Suite['images'], notes: Notes): void {
  const machine = ARCH_NAMES[arch];
  for (const name of new Set([test.image, test.install.target])) {
    const image = name === null ? undefined : images[name];
    const source = image?.source;
    if (image === undefined || (source?.kind !== 'simplestreams' && source?.kind !== 'mmdebstrap') || source.arch === arch) continue;
    const own = ARCH_NAMES[source.arch];
    const fromHost = test.machine.arch === null;
    notes.error(
      `the image ${name} is ${own}, the machine is ${machine}${fromHost ? ', as this host is' : ''}`,
      `add \`arch: ${machine}\` to the image, or \`arch: ${own}\` to the machine`,
      { setting: 'machine.arch', related: related(image) },
    );
  }
}

function related({ place }: ImageDefinition) {
  return [{ place, message: 'the image is defined here' }];
}
