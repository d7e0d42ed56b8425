/** A workflow command: what a step says to the runner within its output. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface Annotation {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly col: number | null;
}

/** What the runner acts on; any other name after `::` is text. */
const KNOWN = new Set([
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'add-matcher',
  'remove-matcher',
  'echo',
  'stop-commands',
  'set-output',
  'save-state',
  'set-env',
  'add-path',
]);

/**
 * The command of a line, as GitHub's runner finds it (`ActionCommand.TryParseV2` and `TryParse` of actions/runner): `::name key=value,…::text`
 * after white space at the line's begin, or the older `##[name key=value;…]text` anywhere in it.
 * @param token - what ends `stop-commands`, where that holds; it is then the only name that counts
 */
export function commandOf(line: string, token: string | null = null): Command | null {
  const known = (name: string) => (token === null ? KNOWN.has(name.toLowerCase()) : name === token);
  const current = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(line);
  if (current !== null && known(current[1] ?? '')) {
    return commandFrom(current[1] ?? '', current[2] ?? '', ',', current[3] ?? '', token);
  }
  const older = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  if (older !== null && known(older[1] ?? '')) return commandFrom(older[1] ?? '', older[2] ?? '', ';', older[3] ?? '', token);
  return null;
}

function commandFrom(name: string, properties: string, separator: string, message: string, token: string | null): Command {
  const pairs = properties
    .split(separator)
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))]);
  return { name: token === null ? name.toLowerCase() : name, properties: Object.fromEntries(pairs), message: unescaped(message) };
}

function unescaped(text: string): string {
  const codes: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%3B': ';', '%5D': ']', '%25': '%' };
  return text.replace(/%(?:0D|0A|3A|2C|3B|5D|25)/gi, (code) => codes[code.toUpperCase()] ?? code);
}

/** As the runner cuts it (`ExecutionContext.cs`). */
const MESSAGE_LIMIT = 4096;
/** Of each severity, a step. */
const ANNOTATION_LIMIT = 10;

/** The state of a step's output: what it said to people, and what it said to the runner. */
export class OutputReader {
  readonly annotations: Annotation[] = [];
  /** Beyond GitHub's limits: nobody sees these. */
  readonly droppedAnnotations: Annotation[] = [];
  readonly groups: { readonly title: string; readonly lines: string[] }[] = [];
  readonly masks: string[] = [];
  readonly debug: string[] = [];
  /** Deprecated commands that were used, such as `set-output`. */
  readonly deprecated: Command[] = [];
  /** Each command that the runner acted on. */
  readonly commands: Command[] = [];
  readonly lines: string[] = [];
  #stop: string | null = null;
  #group: { readonly title: string; readonly lines: string[] } | null = null;

  /** Takes one line, without its end. */
  read(line: string): void {
    const command = commandOf(line, this.#stop);
    if (command === null) {
      this.#show(line);
      return;
    }
    if (this.#stop !== null) {
      this.#stop = null;
      return;
    }
    this.commands.push(command);
    this.#act(command);
  }

  #act(command: Command): void {
    const { name, message } = command;
    if (name === 'error' || name === 'warning' || name === 'notice') {
      this.annotate(command, name);
      this.#show(`${name[0]?.toUpperCase()}${name.slice(1)}: ${message}`);
    } else if (name === 'group') {
      this.#group = { title: message, lines: [] };
      this.groups.push(this.#group);
      this.lines.push(`▸ ${message}`);
    } else if (name === 'endgroup') this.#group = null;
    else if (name === 'add-mask') this.masks.push(...message.split(/\r?\n/).filter((part) => part !== ''));
    else if (name === 'debug') this.debug.push(message);
    else if (name === 'stop-commands') this.#stop = message;
    else if (name === 'set-output' || name === 'save-state' || name === 'set-env' || name === 'add-path') this.deprecated.push(command);
  }

  /** Adds an annotation, within GitHub's limits. */
  annotate({ properties, message }: Omit<Command, 'name'>, severity: Annotation['severity']): void {
    const number = (name: string) => (/^\d+$/.test(properties[name] ?? '') ? Number(properties[name]) : null);
    const annotation = {
      severity,
      message: message.slice(0, MESSAGE_LIMIT),
      title: properties.title ?? null,
      file: properties.file ?? null,
      line: number('line'),
      endLine: number('endLine'),
      col: number('col'),
    };
    const full = this.annotations.filter((one) => one.severity === severity).length >= ANNOTATION_LIMIT;
    (full ? this.droppedAnnotations : this.annotations).push(annotation);
  }

  /** The log as people see it: secrets are three stars. */
  log(secrets: readonly string[]): string {
    return [...secrets, ...this.masks].reduce((text, secret) => text.replaceAll(secret, '***'), this.lines.join('\n'));
  }

  #show(line: string): void {
    this.lines.push(line);
    this.#group?.lines.push(line);
  }
}
