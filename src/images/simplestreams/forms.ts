import type { ImageRole, RootFormat } from '../../model/suite.ts';
import { type RootForm, type RootWant, rootTools } from '../roots/root-from.ts';

/** How a role is had of a published file: the file itself, or what is made of it. */
export type Way = { readonly ftype: string; readonly make: null } | { readonly ftype: RootForm; readonly make: RootWant };

const WAYS: Readonly<Record<Exclude<ImageRole, 'root' | 'iso'>, readonly Way[]>> = {
  kernel: [{ ftype: 'boot-kernel', make: null }],
  initrd: [{ ftype: 'boot-initrd', make: null }],
  'root-tar': [
    { ftype: 'root-tgz', make: 'tar' },
    { ftype: 'squashfs', make: 'tar' },
  ],
  disk: [{ ftype: 'root-image.xz', make: 'disk' }],
};

const ROOT_WAYS: Readonly<Record<RootFormat, readonly Way[]>> = {
  squashfs: [
    { ftype: 'squashfs', make: 'squashfs' },
    { ftype: 'root-image.gz', make: 'ext4' },
    { ftype: 'root-tgz', make: 'ext4' },
  ],
  ext4: [
    { ftype: 'root-image.gz', make: 'ext4' },
    { ftype: 'squashfs', make: 'ext4' },
    { ftype: 'root-tgz', make: 'ext4' },
  ],
};

/** The ways to a role, the best first; none for a role that streams do not have. */
export function waysTo(role: ImageRole, root: RootFormat): readonly Way[] {
  if (role === 'iso') return [];
  return role === 'root' ? ROOT_WAYS[root] : WAYS[role];
}

/** The best way to a role with what is published; undefined where there is none. */
export function wayTo(role: ImageRole, root: RootFormat, published: ReadonlySet<string>): Way | undefined {
  return waysTo(role, root).find(({ ftype }) => published.has(ftype));
}

/** The roles that can be had of what is published. */
export function rolesOf(published: ReadonlySet<string>, root: RootFormat): readonly ImageRole[] {
  return (['kernel', 'initrd', 'root', 'root-tar', 'disk'] as const).filter((role) => wayTo(role, root, published) !== undefined);
}

/** The programs that a way takes. */
export function toolsOf(way: Way): readonly string[] {
  return way.make === null ? [] : (rootTools(way.ftype, way.make) ?? []);
}
