import { isError } from '../../thrown.ts';
import type { LogForm } from '../form/index.ts';
import { logValue } from './log-value.ts';

type Fields = Record<string, unknown>;

/**
 * Keeps the names of a log's own fields for these. What is logged may come from a client, such as a whole body; with a `level` of its
 * own the line would have two, of which readers take the last (RFC 8259 §4 leaves it open). So it is named `fields_level`.
 */
export class OwnFields {
  readonly #message: string;
  readonly #moved: LogForm['moved'];
  /** What a line has within a scope that has them. */
  readonly #ofScope: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  readonly #ofAnyLine: ReadonlySet<string>;

  /** @param base what each line has of its service */
  constructor({ names, reserved, moved }: Pick<LogForm, 'names' | 'reserved' | 'moved'>, base: object) {
    const { level, time, message, requestId, traceId, spanId } = names;
    const ofBase = [level, time, ...reserved, ...Object.keys(base)];
    this.#message = message;
    this.#moved = moved;
    this.#ofScope = new Set([requestId, traceId, spanId]);
    this.#names = new Set([...ofBase, ...this.#ofScope]);
    this.#ofAnyLine = new Set([...ofBase, message]);
  }

  /** The fields of a line and, added to `scope`, which it changes, those of where it is written. */
  merge(fields: object, scope: Fields): object {
    try {
      // Most lines have none of these names.
      for (const name in fields) if (this.#names.has(name)) return this.#mergeRenamed(fields, scope);
      return Object.assign(scope, fields);
    } catch {
      // A getter of theirs throws.
      return this.#mergeRenamed(asFields(logValue(fields)), scope);
    }
  }

  /**
   * The fields that a logger is bound to.
   *
   * @param scope the fields of where it is bound
   */
  bind(fields: object, scope: Fields): Fields {
    return renamed(
      asFields(logValue(fields)),
      (name, value) => this.#ofAnyLine.has(name) || this.#isOtherId(name, value, scope),
    );
  }

  /** Which of the names of a scope's fields are among `fields`: a logger that is bound to one outside of a scope keeps it. */
  idsAmong(fields: Fields): string[] {
    return [...this.#ofScope].filter((name) => Object.hasOwn(fields, name));
  }

  /** Renames what a line's fields call its message, where it has one. @param args those of a log call */
  keepMessage(args: unknown[]): void {
    const [fields, message] = args;
    if (message === undefined || typeof fields !== 'object' || fields === null) return;
    if (this.#message in fields && !isError(fields))
      args[0] = renamed(fields, (name) => name === this.#message);
  }

  /** Paths to redact, with those of what is renamed, by the form too. */
  redactPaths(paths: readonly string[]): string[] {
    const all = paths.flatMap((path) => {
      const renamed = this.#isRenamed(/^\w*/.exec(path)?.[0] ?? '') ? [rename(path)] : [];
      return [path, ...renamed, ...this.#moved.flatMap(([from, to]) => movedPath(path, from, to) ?? [])];
    });
    return [...new Set(all)];
  }

  #isRenamed(name: string): boolean {
    return this.#names.has(name) || this.#ofAnyLine.has(name);
  }

  #mergeRenamed(fields: object, scope: Fields): Fields {
    const isOwn = (name: string, value: unknown) =>
      this.#ofScope.has(name) ? this.#isOtherId(name, value, scope) : this.#names.has(name);
    return Object.assign(scope, renamed(fields, isOwn));
  }

  #isOtherId(name: string, value: unknown, scope: Fields): boolean {
    return this.#ofScope.has(name) && Object.hasOwn(scope, name) && scope[name] !== value;
  }
}

/** What a logged value is as fields, where it could not be read. */
export function asFields(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : { fields: value };
}

function renamed(fields: object, isOwn: (name: string, value: unknown) => boolean): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [isOwn(name, value) ? rename(name) : name, value]),
  );
}

function rename(name: string): string {
  return `fields_${name}`;
}

/** Where what `path` says is found, after `from` was moved to `to`; undefined where it has stayed. */
function movedPath(path: string, from: string, to: string): string | undefined {
  // `err["stack"]` is `err.stack`, `err.*` all that `err` has.
  const plain = path.replaceAll(/\[["'](\w+)["']\]/g, '.$1').replace(/\.\*$/, '');
  if (plain === from || from.startsWith(`${plain}.`)) return to;
  return plain.startsWith(`${from}.`) || plain.startsWith(`${from}[`)
    ? to + plain.slice(from.length)
    : undefined;
}
