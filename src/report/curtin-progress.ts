/** What curtin is at, by an event of its webhook that the engine passes on; null for what is none. Already one harmless line. */
export function curtinProgress(event: unknown): string | null {
  if (typeof event !== 'object' || event === null) return null;
  const { type, line } = event as { readonly type?: unknown; readonly line?: unknown };
  return type === 'curtin' && typeof line === 'string' ? line : null;
}

/** Whether it is the beginning of one of an installation's few stages, which is worth a line of its own; the steps in it are not. */
export function isStage(progress: string): boolean {
  return /^start cmd-install\/stage-[\w-]+(?::|$)/.test(progress);
}
