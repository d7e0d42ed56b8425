// src/images/image.ts
/** What holds where nobody says anything. */
const PUBLISHED_DEFAULTS = Object.freeze({
	sync: null,
	srcUrl: null,
	stream: "stable",
	keyring: null,
	keep: 1,
	lockTimeout: null
});
/** MAAS's images, signed by Ubuntu's cloud-image key. */
const maasUrl = (stream) => `http://images.maas.io/ephemeral-v3/${stream}/streams/v1/index.sjson`;
/** Brought by Ubuntu's package ubuntu-keyring (ubuntu-cloudimage-keyring before 24.04). */
const DEFAULT_KEYRING = "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg";
export { PUBLISHED_DEFAULTS as n, maasUrl as r, DEFAULT_KEYRING as t };
