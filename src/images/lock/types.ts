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
  readonly files: Readonly<Record<string, LockedUrlFile>>;
}

/** A file as it is published; at least one digest is there: some publish sha512 alone, and nothing is fetched to lock it. */
export interface LockedUrlFile {
  readonly url: string;
  /** Bytes; null where nobody published it. */
  readonly size: number | null;
  readonly sha256: string | null;
  readonly sha512: string | null;
}

/** An archive moves: what is locked is told when it has, and cannot be brought back without a snapshot mirror. */
export interface LockedMmdebstrap {
  readonly kind: 'mmdebstrap';
  readonly recipe: string;
  readonly index: string;
}
