import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Timer } from '../../clock.ts';
import type { Note } from '../../events.ts';
import type { DataObject } from '../../objects/index.ts';
import type { PodFacts, Surroundings } from '../facts.ts';
import { refersTo, type Volume } from './files.ts';
import { MountError } from './mount-error.ts';
import { makeVolume, type MountedVolume } from './volume.ts';

/** What a pod's volumes need. */
interface PodVolumesOptions {
  readonly pod: PodFacts;
  readonly surroundings: Surroundings;
  /** Where pods have their folders; undefined: among the machine's temporary files. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly note: Note;
  /** How long until a change of an object reaches its files, in milliseconds. */
  readonly refreshMs: () => number;
  /** The node itself failed, such as for want of space. */
  readonly fault: (error: unknown) => void;
}

/** Between two tries to make a volume, in milliseconds: doubled each time (pkg/util/goroutinemap/exponentialbackoff). */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 122_000;

/** All volumes of one pod. They are made before its sandbox and live until it is over. */
export class PodVolumes {
  readonly #options: PodVolumesOptions;
  readonly #volumes: readonly Volume[];
  readonly #mounted = new Map<string, MountedVolume>();
  #folder: string | undefined;
  #unwatch: (() => void) | undefined;
  #refresh: Timer | undefined;

  constructor(options: PodVolumesOptions) {
    this.#options = options;
    this.#volumes = options.pod.spec.volumes ?? [];
  }

  /**
   * Makes all volumes, again and again where one cannot be made.
   *
   * @throws the signal's reason once it aborts
   */
  async mount(signal: AbortSignal): Promise<void> {
    if (this.#volumes.length === 0) return;
    const { folder, pod, surroundings } = this.#options;
    const own = folder === undefined ? mkdtempSync(join(tmpdir(), 'seaworthy-pod-')) : join(folder, pod.uid);
    this.#folder = own;
    this.#unwatch = surroundings.objects.watch((object) => this.#changed(object));
    const claims = folder && join(folder, 'claims');
    await Promise.all(this.#volumes.map((volume) => this.#make(volume, own, claims, signal)));
  }

  /** Undefined: the pod has no such volume. */
  get(name: string): MountedVolume | undefined {
    return this.#mounted.get(name);
  }

  /** Takes all volumes away, with what is in them. */
  async remove(): Promise<void> {
    this.#unwatch?.();
    this.#refresh?.clear();
    for (const volume of this.#mounted.values()) await volume.release();
    this.#mounted.clear();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #make(
    volume: Volume,
    folder: string,
    claims: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, pod, surroundings } = this.#options;
    for (let forMs = FIRST_RETRY_MS; ; forMs = Math.min(2 * forMs, LAST_RETRY_MS)) {
      try {
        this.#mounted.set(volume.name, await makeVolume(volume, folder, claims, pod, surroundings));
        return;
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        this.#failed(volume.name, error, forMs);
      }
      await clock.sleep(forMs, signal);
    }
  }

  /** One look at all of the pod's volumes takes over all changes until then (pkg/kubelet syncFrequency). */
  #changed(object: DataObject): void {
    if (this.#volumes.some((volume) => refersTo(volume, object))) this.#refreshLater();
  }

  #refreshLater(): void {
    const { clock, refreshMs } = this.#options;
    this.#refresh ??= clock.after(refreshMs(), () => {
      this.#refresh = undefined;
      for (const [name, volume] of this.#mounted) this.#refreshOne(name, volume);
    });
  }

  /** Where a key has gone the files stay as they are, until it is back. */
  #refreshOne(name: string, volume: MountedVolume): void {
    const { note, pod, fault } = this.#options;
    try {
      if (volume.refresh()) note({ type: 'volume-updated', pod: pod.name, volume: name });
    } catch (error) {
      if (!(error instanceof MountError)) return fault(error);
      this.#failed(name, error, LAST_RETRY_MS);
      this.#refreshLater();
    }
  }

  #failed(volume: string, { message }: MountError, forMs: number): void {
    const { note, pod } = this.#options;
    note({ type: 'volume-failed', pod: pod.name, volume, message, forMs });
  }
}
