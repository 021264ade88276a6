import type { Clock, Timer } from '../clock.ts';
import type { LineWriter } from './line-writer.ts';

/** What a {@link BufferedWriter} writes to, and its bounds. */
export interface BufferedWriterOptions {
  readonly clock: Clock;
  /**
   * Writes some of `bytes` without waiting, and returns how many.
   *
   * @throws with code EAGAIN when the reader is behind, with another when it is gone
   */
  readonly write: (bytes: Uint8Array) => number;
  /** The line that tells of `count` dropped ones. */
  readonly dropNotice: (count: number) => string;
  /** How many characters wait at most for a slow reader. Default 4 Mi. */
  readonly maxBuffered?: number;
  /** Waits `ms` milliseconds, blocking the thread. Default: by `Atomics.wait`. */
  readonly pause?: (ms: number) => void;
}

/** How long a line may wait for others, in milliseconds, so that a write to the kernel serves many. */
const LINGER_MS = 50;

/**
 * Lines leave once so many characters have gathered: a quarter of a pipe (pipe(7)). Half of it would wake the reader less
 * often, and find the pipe full more often.
 */
const CHUNK_SIZE = 16_384;

/** When to try again after EAGAIN, in milliseconds. A pipe holds 64 KiB (pipe(7)), so that is up to 6 MiB/s. */
const RETRY_MS = 10;

/** A flush gives up when the reader has taken nothing for so long, or has taken too long in all, in milliseconds. */
const FLUSH_STALL_MS = 1000;
const FLUSH_TOTAL_MS = 5000;

/** Disk or quota full, and a slow reader: they may pass. Anything else (EPIPE, EBADF, EIO) is for ever. */
const passing = new Set(['EAGAIN', 'ENOSPC', 'EDQUOT']);

interface Chunk {
  readonly text: string;
  /** How many lines are lost with it. */
  readonly lines: number;
  /** Tells of dropped lines. */
  readonly isNotice?: boolean;
  /** Dropped only when nothing else is left. */
  readonly urgent: boolean;
  /** What is left of a chunk that was written in part: the rest must follow, or a line would be torn. */
  rest?: Uint8Array;
}

/**
 * Gathers lines and writes them without ever blocking the thread, in bounded memory. For a reader that is too slow the
 * oldest lines that are not urgent are dropped, and a later line tells how many; when the reader has gone, all are.
 */
export class BufferedWriter implements LineWriter {
  readonly #options: BufferedWriterOptions;
  readonly #maxBuffered: number;
  readonly #pause: (ms: number) => void;
  #queue: Chunk[] = [];
  /** The newest chunk, still growing. */
  #open = '';
  #openLines = 0;
  #size = 0;
  #dropped = 0;
  #taken = 0;
  #timer: Timer | undefined;
  #state: 'flowing' | 'stalled' | 'gone' = 'flowing';
  #ended = false;

  constructor(options: BufferedWriterOptions) {
    this.#options = options;
    this.#maxBuffered = options.maxBuffered ?? 4 * 1024 * 1024;
    this.#pause = options.pause ?? pauseThread;
  }

  /** Whether the reader is behind. */
  get stalled(): boolean {
    return this.#state === 'stalled';
  }

  /** @param lines how many lines `line` is. Default 1. */
  write(line: string, urgent: boolean, lines = 1): void {
    if (this.#state === 'gone') return;
    // An urgent line is a chunk of its own, so that those before it can be dropped and it stays.
    if (urgent) this.#close(false);
    this.#open += line;
    this.#openLines += lines;
    this.#size += line.length;
    if (urgent || this.#open.length >= CHUNK_SIZE) this.#close(urgent);
    if (this.#size > this.#maxBuffered) this.#drop();
    if (this.#ended) return this.flush();
    if (this.#state === 'stalled') return;
    if (this.#queue.length > 0) this.#drain();
    else this.#timer ??= this.#options.clock.after(LINGER_MS, () => this.#drain());
  }

  flush(): void {
    let stalledMs = 0;
    let taken = this.#taken;
    for (let totalMs = 0; !this.#drain(); totalMs += RETRY_MS) {
      stalledMs = taken === this.#taken ? stalledMs + RETRY_MS : 0;
      taken = this.#taken;
      if (stalledMs > FLUSH_STALL_MS || totalMs > FLUSH_TOTAL_MS) {
        // Nobody can come back to it later.
        if (this.#ended) this.#abandon();
        return;
      }
      this.#pause(RETRY_MS);
    }
  }

  /**
   * Flushes, and from now on flushes after each line: for the end of the process, where no timer fires. Once a flush has
   * given up, what follows is lost.
   */
  end(): void {
    this.#ended = true;
    this.flush();
  }

  /** Closes the newest chunk, so that it can be written or dropped as one. */
  #close(urgent: boolean): void {
    if (this.#open === '') return;
    this.#queue.push({ text: this.#open, lines: this.#openLines, urgent });
    this.#open = '';
    this.#openLines = 0;
  }

  /** Writes as much as the reader takes. True: everything is out, or never will be. */
  #drain(): boolean {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#close(false);
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      if (!this.#writeChunk(chunk)) return this.#state === 'gone';
      this.#remove(chunk);
    }
    this.#state = 'flowing';
    return true;
  }

  #writeChunk(chunk: Chunk): boolean {
    let bytes = chunk.rest ?? Buffer.from(chunk.text);
    try {
      while (bytes.length > 0) {
        const count = this.#options.write(bytes);
        this.#taken += count;
        bytes = bytes.subarray(count);
        chunk.rest = bytes;
      }
      return true;
    } catch (error) {
      this.#stop(String((error as NodeJS.ErrnoException).code));
      return false;
    }
  }

  #stop(code: string): void {
    if (passing.has(code)) {
      this.#state = 'stalled';
      this.#timer = this.#options.clock.after(RETRY_MS, () => this.#drain());
    } else this.#abandon();
  }

  #abandon(): void {
    this.#timer?.clear();
    this.#state = 'gone';
    this.#queue = [];
    this.#size = 0;
  }

  /** Makes room. The line that is being written stays whole, and urgent lines stay as long as there are others. */
  #drop(): void {
    this.#close(false);
    while (this.#size > this.#maxBuffered) {
      const whole = this.#queue.filter((chunk) => chunk.rest === undefined);
      const oldest = whole.find((chunk) => !chunk.urgent) ?? whole[0];
      if (oldest === undefined) return;
      this.#discard(oldest);
    }
  }

  /** The chunk to write next: what tells of dropped lines stands where they stood, before all that are left. */
  #next(): Chunk | undefined {
    const [first] = this.#queue;
    if (this.#dropped === 0 || first?.rest !== undefined) return first;
    if (first?.isNotice === true) this.#discard(first);
    const text = this.#options.dropNotice(this.#dropped);
    const notice = { text, lines: this.#dropped, urgent: true, isNotice: true };
    this.#dropped = 0;
    this.#queue.unshift(notice);
    this.#size += text.length;
    return notice;
  }

  /** Drops a chunk. Where it told of others, they are to be told of anew. */
  #discard(chunk: Chunk): void {
    this.#remove(chunk);
    this.#dropped += chunk.lines;
  }

  #remove(chunk: Chunk): void {
    this.#queue.splice(this.#queue.indexOf(chunk), 1);
    this.#size -= chunk.text.length;
  }
}

function pauseThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
