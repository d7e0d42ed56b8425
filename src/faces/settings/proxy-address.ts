/** Whether a text is the address of a proxy: of HTTP or HTTPS, without what would end a word in apt's configuration or a shell's. */
export function isProxyAddress(text: string): boolean {
  const url = /^[!#-&(-:<-[\]-_a-~]+$/.test(text) ? URL.parse(text) : null;
  return url !== null && ['http:', 'https:'].includes(url.protocol);
}
