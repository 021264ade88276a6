import { readFileSync } from 'node:fs';
import { messageOf } from '../../thrown.ts';

/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;
/** Hears of a setting that was ignored. */
export type OnIgnored = (variable: string, problem: string) => void;

/** Reads values as the OpenTelemetry specification does: empty is unset, invalid is unset and reported. */
export class EnvironmentReader {
  readonly #env: Environment;
  readonly #onIgnored: OnIgnored;

  constructor(env: Environment, onIgnored: OnIgnored) {
    this.#env = env;
    this.#onIgnored = onIgnored;
  }

  /** The first of `names` that is set. */
  text(...names: readonly string[]): string | undefined {
    return this.#first(names)?.value;
  }

  /** What is in the file that the first of `names` that is set names. */
  file(...names: readonly string[]): string | undefined {
    const found = this.#first(names);
    if (found === undefined) return undefined;
    try {
      return readFileSync(found.value, 'utf8');
    } catch (error) {
      this.#onIgnored(found.name, `cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  boolean(name: string): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false')
      this.#onIgnored(name, 'expected true or false');
    return value === 'true';
  }

  /** A whole number from `least`, up to 2^31 − 1. */
  integer(fallback: number, least: number, ...names: readonly string[]): number {
    return this.#parsed(names, fallback, `expected a whole number from ${least} to 2147483647`, (value) => {
      const number = Number(value);
      return /^\d+$/.test(value) && number >= least && number < 2 ** 31 ? number : undefined;
    });
  }

  /** A time-out in milliseconds: 0 means none, as far as a timer can wait. */
  timeout(fallback: number, ...names: readonly string[]): number {
    return this.integer(fallback, 0, ...names) || 2 ** 31 - 1;
  }

  /** A number from 0 to 1. */
  ratio(fallback: number, name: string): number {
    return this.#parsed([name], fallback, 'expected a number from 0 to 1', (value) => {
      const number = Number(value);
      return number >= 0 && number <= 1 ? number : undefined;
    });
  }

  /** One of `values`, in any case (OpenTelemetry specification, environment variables, Enum). */
  oneOf<V extends string, F>(values: readonly V[], fallback: F, ...names: readonly string[]): V | F {
    return this.#parsed<V | F>(names, fallback, `expected one of ${values.join(', ')}`, (value) =>
      values.find((known) => known === value.toLowerCase()),
    );
  }

  /**
   * Members of `values`, separated by commas, in any case. Unknown ones are reported and left out; where no other is left, the
   * list is as good as unset.
   */
  listOf<V extends string>(values: readonly V[], fallback: readonly V[], name: string): readonly V[] {
    const given =
      this.text(name)
        ?.split(',')
        .map((member) => member.trim()) ?? [];
    const known = given.flatMap((member) => {
      const found = values.find((value) => value === member.toLowerCase());
      if (found === undefined && member !== '') this.#onIgnored(name, `${member} is not supported`);
      return found ?? [];
    });
    return known.length === 0 ? fallback : [...new Set(known)];
  }

  /** `key=value,key=value` with percent-encoded values, as W3C Baggage writes them; one bad pair voids it all. */
  pairs(...names: readonly string[]): Readonly<Record<string, string>> {
    return this.#parsed(names, {}, 'expected key=value pairs, separated by commas', (value) => {
      const pairs = value
        .split(',')
        .filter((pair) => pair.trim() !== '')
        .map((pair) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair));
      if (pairs.includes(null)) return undefined;
      try {
        return Object.fromEntries(
          pairs.map((match) => [match?.[1] ?? '', decodeURIComponent(match?.[2] ?? '')]),
        );
      } catch {
        return undefined;
      }
    });
  }

  /** An `http:` or `https:` address. */
  url(name: string): URL | undefined {
    return this.#parsed<URL | undefined>([name], undefined, 'expected an http or https URL', (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
    });
  }

  #parsed<T>(
    names: readonly string[],
    fallback: T,
    expected: string,
    parse: (value: string) => T | undefined,
  ): T {
    const found = this.#first(names);
    if (found === undefined) return fallback;
    const parsed = parse(found.value);
    // The value itself may be a secret (headers), so only its name is told.
    if (parsed === undefined) this.#onIgnored(found.name, expected);
    return parsed ?? fallback;
  }

  #first(names: readonly string[]) {
    for (const name of names) {
      const value = this.#env[name]?.trim();
      if (value) return { name, value };
    }
    return undefined;
  }
}
