import type { MemoryBudget } from '../governor-options.ts';
import { besideHeap } from '../heap/index.ts';
import type { MemorySample } from '../sampling/source.ts';

type Limits = Pick<MemoryBudget, 'limitBytes' | 'softLimitBytes'>;

/** Requests that hold no more than this share of the soft limit are a few small ones, and tell nothing of what there is beside them. */
const QUIET = 0.001;
/** From this share of the hard limit on it makes no difference who holds it: nothing is left to let anyone in by. */
const NOTHING_LEFT = 0.97;
/** Beyond the soft limit requests may have this share of what is left below the hard one. */
const SHARE_OF_REST = 0.0625;

/**
 * Tells memory that the C library's allocator may only keep. What native code frees (the state of a `createGzip()`, small Buffers) goes
 * back to the kernel from the end of a region only, and one small block that lives there is enough to keep all before it charged;
 * but whoever asks the allocator next gets it. What is beside heap, Buffers and what the process once got along with, while nobody is
 * served, may be such memory, or what native code holds: neither V8 nor the kernel tells them apart. So it exhausts nothing, and
 * requests try it a few at a time. What a leak leaves grows on, until nothing is left and it counts.
 */
export class NativeMemory {
  /** The least ever seen beside heap and Buffers. */
  #leastBytes = Infinity;
  #keptBytes = 0;
  #beyondBytes = 0;

  /** What of all use may be free to whoever asks the allocator for it. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** How far beyond the soft limit requests may go: to a little more than what was in use without any. */
  get beyondBytes(): number {
    return this.#beyondBytes;
  }

  /** @param heldBytes what is set aside for requests in flight that are no streams, or has arrived of their bodies */
  observe(sample: MemorySample, heldBytes: number, { limitBytes, softLimitBytes }: Limits): void {
    const { usedBytes } = sample;
    const beside = besideHeap(sample);
    this.#leastBytes = Math.min(this.#leastBytes, beside);
    const isQuiet = heldBytes <= QUIET * softLimitBytes;
    const isLeft = usedBytes < NOTHING_LEFT * limitBytes;
    const most = isQuiet ? Infinity : this.#keptBytes;
    this.#keptBytes = isLeft ? Math.min(most, beside - this.#leastBytes) : 0;
    const beyond = usedBytes + SHARE_OF_REST * (limitBytes - usedBytes) - softLimitBytes;
    this.#beyondBytes = Math.max(0, Math.min(isQuiet ? beyond : this.#beyondBytes, this.#keptBytes));
  }
}
