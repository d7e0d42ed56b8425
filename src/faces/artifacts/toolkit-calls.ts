/** What the worker is asked to do by `@actions/artifact`, and what it answers: all of it survives a structured clone. */
export interface ToolkitCalls {
  readonly upload: {
    readonly ask: {
      readonly name: string;
      readonly files: readonly string[];
      readonly root: string;
      readonly retentionDays: number | null;
      readonly level: number;
    };
    readonly answer: { readonly id: number; readonly bytes: number; readonly digest: string | null };
  };
  readonly list: { readonly ask: { readonly findBy: FindBy | null }; readonly answer: readonly ListedArtifact[] };
  readonly download: {
    readonly ask: { readonly id: number; readonly folder: string; readonly digest: string | null; readonly findBy: FindBy | null };
    readonly answer: { readonly mismatch: boolean };
  };
}

export type ToolkitMethod = keyof ToolkitCalls;

/** Another workflow run than the one that we are in: over GitHub's REST API. */
export interface FindBy {
  readonly token: string;
  readonly workflowRunId: number;
  readonly repositoryOwner: string;
  readonly repositoryName: string;
}

/** An artifact that a workflow run has. */
export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  /** `sha256:…`; null where the service tells none. */
  readonly digest: string | null;
  /** Seconds since the epoch; null where the service tells none. */
  readonly createdAt: number | null;
}

/** An error of the toolkit's, as far as it survives the way out of the worker. */
export interface ToolkitFailure {
  readonly name: string;
  readonly message: string;
  /** Of HTTP, where there was an answer. */
  readonly status: number | null;
}

/** A connection that did not come about, before the toolkit tries again by itself. */
export interface Unreachable {
  readonly host: string;
  /** `ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly code: string;
  /** How often in a row, from 1. */
  readonly times: number;
}

export type ToolkitMessage = { readonly answer: unknown } | { readonly failure: ToolkitFailure } | { readonly unreachable: Unreachable };
