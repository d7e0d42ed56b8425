import { plainText, shorten } from '../base/text.ts';

// What plain text may still hold and XML 1.0 may not: the last two code points of the basic plane.
const NOT_XML = /[\ufffe\uffff]/g;

/**
 * Makes guest text fit for a JUnit file: only characters that XML 1.0 allows, whole surrogate pairs, no terminal escapes, and no
 * `[[ATTACHMENT|…]]`, by which Jenkins and GitLab would publish a file of the host's choosing by the guest.
 */
export function xmlText(text: string, limit: number): string {
  return shorten(plainText(text), limit).toWellFormed().replace(NOT_XML, '\ufffd').replaceAll('[[ATTACHMENT', '[ [ATTACHMENT');
}
