import { isDeepStrictEqual } from 'node:util';
import { timer, type Clock, type Timer } from '../clock.ts';
import type { EventListener } from '../events.ts';
import { entryMeta } from './entry.ts';
import { watchFiles, type WatchOptions } from './file-watch.ts';
import { ConfigError } from './issue.ts';
import { resolveConfig, type ConfigShape, type ConfigValues, type Resolution } from './resolve.ts';
import { Secret } from './secret.ts';
import type { ConfigInputs, Found, Sources } from './sources.ts';

/**
 * Hears of a change that took effect: all values as they are now, and the names of the changed ones. While its promise is pending
 * it is not called again; what changes meanwhile it hears of afterwards, as one change. What it throws is reported as an event and
 * keeps no other listener from hearing.
 */
export type ConfigListener<Shape extends ConfigShape> = (
  next: ConfigValues<Shape>,
  changed: readonly (keyof Shape & string)[],
) => void | Promise<void>;

/** A listener, and what it has yet to hear. */
interface Subscription<Shape extends ConfigShape> {
  readonly listener: ConfigListener<Shape>;
  /** Whether it is at work. */
  busy: boolean;
  /** Names that have changed since it was called last. */
  readonly changed: Set<string>;
}

/** What a {@link LoadedConfig} works with. */
export interface LoadedConfigParts<Shape extends ConfigShape> {
  readonly shape: Shape;
  /** Reads all sources anew. */
  readonly read: () => Sources;
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Whether entries that are required in production may be absent. */
  readonly embeddedAllowed: boolean;
  /** The generation that the sources hold. Default: they are counted here. */
  readonly generation?: () => number;
  /** Calls what it is given whenever the sources have changed. Default: the files are watched. */
  readonly changes?: (onChange: () => void) => Timer;
}

/**
 * The configuration of a running process. It is replaced as a whole, by valid values only: `current` is never a mixture,
 * and a reference to it stays as it was.
 */
export class LoadedConfig<Shape extends ConfigShape> implements Disposable {
  readonly #parts: LoadedConfigParts<Shape>;
  readonly #files: readonly string[];
  readonly #subscriptions = new Set<Subscription<Shape>>();
  /** In force. */
  #resolution: Resolution;
  /** As read last; it differs from what is in force by what needs a restart. */
  #latest: Resolution;
  /** The unparsed values behind what is in force. */
  #found: ConfigInputs['found'];
  #generation = 1;
  /** Whether what was read last was refused. */
  #isRejected = false;
  #watch: Timer | undefined;

  /** @throws ConfigError `SW_CONFIG_INVALID` or `SW_CONFIG_FILE`, with everything that is wrong */
  constructor(parts: LoadedConfigParts<Shape>) {
    this.#parts = parts;
    const sources = parts.read();
    this.#files = sources.files;
    this.#resolution = resolveConfig(parts.shape, sources, parts);
    this.#latest = this.#resolution;
    this.#found = foundIn(parts.shape, sources);
    if (this.#resolution.issues.length > 0) throw new ConfigError(this.#resolution.issues);
  }

  /** The values in force, frozen. */
  get current(): ConfigValues<Shape> {
    return this.#resolution.values as ConfigValues<Shape>;
  }

  /** 1 after the start, and one more after each accepted change. */
  get generation(): number {
    return this.#parts.generation?.() ?? this.#generation;
  }

  /** What is in force, unparsed: another process of the service that is given it comes to the same values. */
  get inputs(): ConfigInputs {
    return { generation: this.generation, found: this.#found };
  }

  /** Where the value in force came from: `default`, `environment`, `.env`, `config file PATH line N` or `file PATH`. */
  source(name: keyof Shape & string): string {
    return this.#resolution.origins[name] ?? 'default';
  }

  /** Subscribes to changes until the returned handle is cleared. */
  subscribe(listener: ConfigListener<Shape>): Timer {
    const subscription: Subscription<Shape> = { listener, busy: false, changed: new Set() };
    this.#subscriptions.add(subscription);
    return timer(() => this.#subscriptions.delete(subscription));
  }

  /** Starts watching the config file and the mounted files, until it is disposed of. Without any it does nothing. */
  watch(options: Omit<WatchOptions, 'clock'> = {}): this {
    if (this.#watch !== undefined) return this;
    const { changes, clock } = this.#parts;
    const reload = () => this.#reload();
    if (changes !== undefined) this.#watch = changes(reload);
    else if (this.#files.length > 0) this.#watch = watchFiles(this.#files, { ...options, clock }, reload);
    return this;
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    this.#watch?.clear();
  }

  #reload(): void {
    const { shape, read, emit, embeddedAllowed } = this.#parts;
    const sources = read();
    const next = resolveConfig(shape, sources, { embeddedAllowed, inForce: this.#resolution.origins });
    const wasRejected = this.#isRejected;
    this.#isRejected = next.issues.length > 0;
    const { generation } = this;
    if (this.#isRejected)
      return emit({ type: 'config.rejected', generation, error: new ConfigError(next.issues) });
    const isNews = differing(this.#latest, next).length > 0;
    this.#latest = next;
    if (!isNews && wasRejected) emit({ type: 'config.corrected', generation });
    if (!isNews) return;
    const differences = differing(this.#resolution, next);
    const changed = differences.filter((name) => isReloadable(shape, name));
    const needsRestart = differences.filter((name) => !changed.includes(name));
    this.#resolution = keeping(needsRestart, this.#resolution, next);
    const found = foundIn(shape, sources);
    for (const name of needsRestart) found[name] = this.#found[name] ?? [];
    this.#found = found;
    this.#generation += 1;
    emit({ type: 'config.reloaded', generation: this.generation, changed, needsRestart });
    if (changed.length === 0) return;
    for (const subscription of this.#subscriptions) {
      for (const name of changed) subscription.changed.add(name);
      if (!subscription.busy) void this.#tell(subscription);
    }
  }

  async #tell(subscription: Subscription<Shape>): Promise<void> {
    const { listener, changed } = subscription;
    subscription.busy = true;
    while (changed.size > 0 && this.#subscriptions.has(subscription)) {
      const names = [...changed];
      const { generation } = this;
      changed.clear();
      try {
        await listener(this.current, names);
      } catch (error) {
        this.#parts.emit({ type: 'config.listener.failed', generation, error });
      }
    }
    subscription.busy = false;
  }
}

function foundIn(shape: ConfigShape, { candidates }: Sources): Record<string, readonly Found[]> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, candidates(name)]));
}

function isReloadable(shape: ConfigShape, name: string): boolean {
  const schema = shape[name];
  return schema !== undefined && entryMeta(schema).reloadable === true;
}

/** The names whose values differ. */
function differing(a: Resolution, b: Resolution): string[] {
  return Object.keys(b.values).filter((name) => !isSame(a.values[name], b.values[name]));
}

/** `next`, but with the values that `names` have now. */
function keeping(names: readonly string[], now: Resolution, next: Resolution): Resolution {
  const values = { ...next.values };
  const origins = { ...next.origins };
  for (const name of names) {
    values[name] = now.values[name];
    origins[name] = now.origins[name] ?? 'default';
  }
  return { values: Object.freeze(values), origins, issues: [] };
}

/** Deep equality that looks into secrets, whose values are hidden from `isDeepStrictEqual`. */
function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Secret && b instanceof Secret) return isSame(a.reveal(), b.reveal());
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isPlain(a) && isPlain(b)) {
    const names = Object.keys({ ...a, ...b });
    return names.every((name) => name in a && name in b && isSame(a[name], b[name]));
  }
  return isDeepStrictEqual(a, b);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
