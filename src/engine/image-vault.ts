/** The port through which a run uses a cache of images that jobs share; a face brings what stands behind it. */
export type { ImageVault, VaultEntry } from '../images/vault.ts';
