import { SERIALS } from '../model/files.ts';
import type { HarnessDisk } from '../model/plan.ts';
import type { Arch, ImageDefinition, ImageRole, InstallerName, SeedWay } from '../model/suite.ts';
import { harnessAddress } from '../qemu/addresses.ts';
import type { Effective } from './settings.ts';

/** The label that the image builder gives an ext4 root. */
const ROOT_LABEL = SERIALS.root;

/** Makes a sick guest end at once instead of hanging; too sharp for a host that stalls it (40 s of a stopped QEMU panics a busy guest). */
const FAIL_FAST_KVM = ['panic=-1', 'softlockup_panic=1', 'hung_task_panic=1', 'nmi_watchdog=panic,1'];
const FAIL_FAST_TCG = ['panic=-1', 'watchdog_thresh=60'];

/** The first serial console of each architecture's machines. */
const CONSOLE: Readonly<Record<Arch, string>> = { x86_64: 'ttyS0', aarch64: 'ttyAMA0', ppc64: 'hvc0' };

/** What a phase boots that has a kernel of its own. */
export interface Environment {
  readonly roles: readonly ImageRole[];
  readonly image: ImageDefinition | undefined;
  readonly installer: InstallerName;
  /** Of the first NIC. */
  readonly mac: string | null;
  /** Whether its initramfs fetches its root. */
  readonly rootOverHttp: boolean;
}

/** Where the server has the root file system that an initramfs fetches. */
export const ROOT_PATH = 'root/squashfs';

/** The kernel command line of an environment: root, console, seed, fail-fast. With holes. */
export function commandLine(environment: Environment, effective: Effective, seed: SeedWay, inputs: string): string {
  const failFast = effective.accel === 'tcg' ? FAIL_FAST_TCG : FAIL_FAST_KVM;
  return [
    ...(environment.roles.includes('root') ? rootOf(environment) : []),
    `console=${CONSOLE[effective.arch]}`,
    // cloud-init 22.4 takes `ds=nocloud;s=` over HTTP and then answers DataSourceNone; `nocloud-net` works (measured).
    seed === 'http' ? `ds=nocloud-net;s={http}/${inputs}/` : 'ds=nocloud',
    // What stands behind `---` is for the installed system too: curtin copies it.
    ...(environment.installer === 'curtin'
      ? [...(environment.rootOverHttp ? [] : bootInterface(environment.mac)), '---', ...snapdMasks(environment.image)]
      : []),
    ...failFast,
  ].join(' ');
}

/** What PXELINUX says of the NIC that booted: 01 (Ethernet) and its address. curtin's `net-meta auto` asks for it. */
function bootInterface(mac: string | null): string[] {
  return mac === null ? [] : [`BOOTIF=01-${mac.toLowerCase().replaceAll(':', '-')}`];
}

/** As the original has it: waiting for snapd's seeds costs minutes, here and in the installed system. Other images have no snapd. */
function snapdMasks(image: ImageDefinition | undefined): string[] {
  return image?.source.kind === 'simplestreams' ? ['systemd.mask=snapd.seeded.service', 'systemd.mask=snapd.service'] : [];
}

function rootOf({ image, mac, rootOverHttp }: Environment): string[] {
  if (!rootOverHttp) return rootArgs(image);
  // Ubuntu's cloud-initramfs-rooturl fetches it; `ip=` by the NIC whose address BOOTIF has, as the original's tests boot (MAAS too).
  return [`root=squash:{http}/${ROOT_PATH}`, 'overlayroot=tmpfs', 'ro', 'ip=:::::BOOTIF:dhcp', ...bootInterface(mac)];
}

/** Whether an image's root is mounted read-only below an overlay in memory: `overlayroot` has it at /media/root-ro. */
export function isOverlayRoot(image: ImageDefinition | undefined): boolean {
  return rootArgs(image).includes('overlayroot=tmpfs');
}

/** A root that mmdebstrap built has a label; of any other all that is known is the disk that it is on. */
function rootArgs(image: ImageDefinition | undefined): string[] {
  const onDisk = `root=/dev/disk/by-id/virtio-${SERIALS.root}`;
  if (!isWritable(image)) return [onDisk, 'overlayroot=tmpfs', 'ro'];
  return [image?.source.kind === 'mmdebstrap' ? `root=LABEL=${ROOT_LABEL}` : onDisk, 'rw'];
}

/** A squashfs cannot be written, and a stream's root is one unless the suite says otherwise; files are what their names say. */
function isWritable(image: ImageDefinition | undefined): boolean {
  const source = image?.source;
  switch (source?.kind) {
    case 'mmdebstrap':
    case 'simplestreams':
      return source.root === 'ext4';
    case 'files':
      return !isSquash(source.files.root);
    case 'url':
      return !isSquash(source.files.root?.url);
    case undefined:
      return false;
  }
}

/** By the end of a path or an address, what packs it and a query left out. */
function isSquash(path: string | undefined): boolean {
  return path !== undefined && /\.(?:squashfs|sqfs|squash)(?:\.(?:gz|xz|zst|bz2))?(?:[?#].*)?$/.test(path);
}

/** The disks of the harness's own that a phase has. Paths with holes. */
export function harnessDisks(
  type: string,
  slug: string,
  inputs: string,
  has: { readonly seed: boolean; readonly root: boolean; readonly target: boolean },
): HarnessDisk[] {
  const folder = `{topdir}/${slug}/${inputs}`;
  const disk = (name: HarnessDisk['name'], file: string, format: HarnessDisk['format'], readOnly: boolean): HarnessDisk => ({
    name,
    file,
    format,
    readOnly,
    serial: SERIALS[name],
    address: harnessAddress(type, name),
  });
  return [
    // A throw-away overlay: the image in the store stays as it is, and several machines share it.
    ...(has.root ? [disk('root', `${folder}/root.qcow2`, 'qcow2', false)] : []),
    ...(has.target ? [disk('target', '{target:root-tar}', 'raw', true)] : []),
    ...(has.seed ? [disk('seed', `${folder}/seed.iso`, 'raw', true)] : []),
    disk('output', `${folder}/output.img`, 'raw', false),
  ];
}
