/** What `vmtest.lock.yaml` says of one image: the published version, and each file's path or address with its digest. */
export type LockedImage = LockedStream | LockedUrl | LockedMmdebstrap;

export interface LockedFile {
  readonly sha256: string;
  /** Bytes; null where nobody published it. */
  readonly size: number | null;
}

export interface LockedStream {
  readonly kind: 'simplestreams';
  readonly url: string;
  readonly contentId: string;
  readonly product: string;
  readonly version: string;
  /** By ftype. */
  readonly items: Readonly<Record<string, LockedFile & { readonly path: string }>>;
}

export interface LockedUrl {
  readonly kind: 'url';
  /** By role. */
  readonly files: Readonly<Record<string, LockedFile & { readonly url: string }>>;
}

/** An archive moves: what is locked is told when it has, and cannot be brought back without a snapshot mirror. */
export interface LockedMmdebstrap {
  readonly kind: 'mmdebstrap';
  readonly recipe: string;
  readonly index: string;
}
