import type { Clock, Timer } from '../../clock.ts';
import { ChunkQueue, type Chunk } from './chunk-queue.ts';
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
  /** How many bytes wait at most for a slow reader. Default 4 Mi. */
  readonly maxBuffered?: number;
  /** Waits `ms` milliseconds, blocking the thread. Default: by `Atomics.wait`. */
  readonly pause?: (ms: number) => void;
}

/** How long a line may wait for others, in milliseconds, so that a write to the kernel serves many. */
const LINGER_MS = 50;

/**
 * Lines leave once so many bytes have gathered: a quarter of a pipe (pipe(7)). Half of it would wake the reader less
 * often, and find the pipe full more often.
 */
const CHUNK_SIZE = 16_384;

/** Room for a chunk and its last line. */
const ROOM = 2 * CHUNK_SIZE;

/** What UTF-8 takes at most for a UTF-16 code unit (`TextEncoder.encodeInto`). */
const MAX_BYTES_PER_UNIT = 3;

/** When to try again after EAGAIN, in milliseconds. A pipe holds 64 KiB (pipe(7)), so that is up to 6 MiB/s. */
const RETRY_MS = 10;

/** A flush gives up when the reader has taken nothing for so long, or has taken too long in all, in milliseconds. */
const FLUSH_STALL_MS = 1000;
const FLUSH_TOTAL_MS = 5000;

/** Disk or quota full, and a slow reader: they may pass. Anything else (EPIPE, EBADF, EIO) is for ever. */
const passing = new Set(['EAGAIN', 'ENOSPC', 'EDQUOT']);

/**
 * Gathers lines and writes them without ever blocking the thread, in bounded memory. For a reader that is too slow the
 * oldest lines that are not urgent are dropped, and a later line tells how many; when the reader has gone, all are.
 */
export class BufferedWriter implements LineWriter {
  readonly #options: BufferedWriterOptions;
  readonly #maxBuffered: number;
  readonly #pause: (ms: number) => void;
  readonly #encoder = new TextEncoder();
  /** Begins with the newest lines. They become a chunk of the queue only where they cannot leave at once. */
  bytes = new Uint8Array(ROOM);
  #used = 0;
  #openLines = 0;
  /** What is left of a chunk of which a part was written: it must follow, or a line would be torn. */
  #begun: Chunk | undefined;
  #queue = new ChunkQueue();
  /** Bytes of all three. */
  #size = 0;
  /** Lines that were dropped, and are not told of yet. */
  #dropped = 0;
  #lost = 0;
  #taken = 0;
  #timer: Timer | undefined;
  #state: 'flowing' | 'stalled' | 'gone' = 'flowing';
  #ended = false;
  /** By the clock, when flushes are to have ended. */
  #flushUntil = Infinity;
  #stalledMs = 0;

  constructor(options: BufferedWriterOptions) {
    this.#options = options;
    this.#maxBuffered = options.maxBuffered ?? 4 * 1024 * 1024;
    this.#pause = options.pause ?? pauseThread;
  }

  /** Whether the reader is behind. */
  get stalled(): boolean {
    return this.#state === 'stalled';
  }

  /** How many lines were lost so far: dropped for a slow reader, or written when it had gone. */
  get lost(): number {
    return this.#lost;
  }

  /** @param lines how many lines `line` is. Default 1. */
  write(line: string, urgent: boolean, lines = 1): void {
    if (this.#state === 'gone') {
      this.#lost += lines;
      return;
    }
    const size = line.length * MAX_BYTES_PER_UNIT;
    if (!urgent && size <= ROOM) {
      const at = this.begin(size);
      const { written } = this.#encoder.encodeInto(line, this.bytes.subarray(at));
      return this.#take(at + written, lines);
    }
    // A relay asks by an empty text whether the reader has caught up.
    if (line === '') return;
    // An urgent line is a chunk of its own, so that those before it can be dropped and it stays.
    this.#close();
    this.#push(this.#encoder.encode(line), lines, urgent);
    this.#accepted(true);
  }

  begin(size: number): number {
    if (this.#used + size > this.bytes.length) this.#close();
    if (size > this.bytes.length) this.bytes = new Uint8Array(size);
    return this.#used;
  }

  commit(end: number): void {
    if (this.#state === 'gone') this.#lost += 1;
    else this.#take(end, 1);
  }

  flush(): void {
    // The flushes of the end have one patience.
    if (this.#flushUntil === Infinity) this.#stalledMs = 0;
    let taken = this.#taken;
    for (let totalMs = 0; !this.#drain(); totalMs += RETRY_MS) {
      this.#stalledMs = taken === this.#taken ? this.#stalledMs + RETRY_MS : 0;
      taken = this.#taken;
      const isLate = this.#options.clock.now() >= this.#flushUntil;
      if (isLate || this.#stalledMs > FLUSH_STALL_MS || totalMs > FLUSH_TOTAL_MS) {
        // Nobody can come back to it later.
        if (this.#ended) this.#abandon();
        return;
      }
      this.#pause(RETRY_MS);
    }
    this.#setTimer(undefined);
  }

  /**
   * From now on flushes wait no longer than for `ms` milliseconds, all of them together, and once for a reader that takes
   * nothing. Called again, it begins anew.
   */
  flushWithin(ms: number): void {
    this.#flushUntil = this.#options.clock.now() + ms;
  }

  /**
   * Flushes, and from now on flushes after each line: for the end of the process, where no timer fires. Once a flush has
   * given up, what follows is lost.
   */
  end(): void {
    this.#ended = true;
    this.flush();
  }

  #take(end: number, lines: number): void {
    this.#size += end - this.#used;
    this.#used = end;
    this.#openLines += lines;
    this.#accepted(end >= CHUNK_SIZE);
  }

  /** @param due whether it is not to wait for more */
  #accepted(due: boolean): void {
    if (due && this.#state === 'stalled') this.#close();
    // What the reader has not been asked to take yet is not too much for it.
    if (this.#size > this.#maxBuffered && this.#state === 'flowing') this.#drain();
    if (this.#size > this.#maxBuffered) this.#drop();
    if (this.#ended) return this.flush();
    if (this.#state === 'stalled') return;
    if (due) this.#drain();
    // Where one runs already it is kept, be it for lines that have left: to set a timer for each chunk is dear.
    else if (this.#timer === undefined) this.#setTimer(LINGER_MS);
  }

  /** Makes a chunk of the newest lines, so that they can wait or be dropped as one. */
  #close(): void {
    const used = this.#used;
    if (used === 0) return;
    this.#used = 0;
    this.#size -= used;
    this.#push(this.bytes.slice(0, used), this.#openLines, false);
    this.#openLines = 0;
  }

  #push(bytes: Uint8Array, lines: number, urgent: boolean): void {
    this.#queue.push({ bytes, lines, urgent });
    this.#size += bytes.length;
  }

  /** Writes as much as the reader takes. True: everything is out, or never will be. */
  #drain(): boolean {
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next())
      if (!this.#writeChunk(chunk)) return this.#state === 'gone';
    if (!this.#writeOpen()) return this.#state === 'gone';
    this.#state = 'flowing';
    return true;
  }

  #writeChunk(chunk: Chunk): boolean {
    const count = this.#write(chunk.bytes);
    this.#advance(chunk, count);
    return count === chunk.bytes.length;
  }

  /** `count` bytes of `chunk`, the one to write next, have left: from now on it is not dropped. */
  #advance(chunk: Chunk, count: number): void {
    if (count === 0 || this.#state === 'gone') return;
    if (chunk === this.#queue.first) this.#queue.shift();
    else if (chunk !== this.#begun) {
      // It tells of dropped lines, and stands nowhere yet.
      this.#dropped = 0;
      this.#size += chunk.bytes.length;
    }
    this.#size -= count;
    const isWhole = count === chunk.bytes.length;
    this.#begun = isWhole ? undefined : { ...chunk, bytes: chunk.bytes.subarray(count) };
  }

  /** The newest lines, where none wait before them. */
  #writeOpen(): boolean {
    if (this.#used === 0) return true;
    const count = this.#write(this.bytes.subarray(0, this.#used));
    if (this.#state === 'gone') return false;
    if (count < this.#used) {
      this.#close();
      const { first } = this.#queue;
      if (first !== undefined) this.#advance(first, count);
      return false;
    }
    this.#size -= count;
    this.#used = 0;
    this.#openLines = 0;
    return true;
  }

  /** @returns how many bytes the reader took */
  #write(bytes: Uint8Array): number {
    let written = 0;
    try {
      while (written < bytes.length) {
        const count = this.#options.write(written === 0 ? bytes : bytes.subarray(written));
        this.#taken += count;
        written += count;
      }
    } catch (error) {
      this.#stop(String((error as NodeJS.ErrnoException).code));
    }
    return written;
  }

  #stop(code: string): void {
    if (!passing.has(code)) return this.#abandon();
    this.#state = 'stalled';
    this.#setTimer(RETRY_MS);
  }

  #abandon(): void {
    this.#setTimer(undefined);
    this.#state = 'gone';
    this.#lost += this.#queue.lines + this.#openLines + (this.#begun?.lines ?? 0);
    this.#openLines = 0;
    this.#queue = new ChunkQueue();
    this.#begun = undefined;
    this.#used = 0;
    this.#size = 0;
  }

  #setTimer(ms: number | undefined): void {
    this.#timer?.clear();
    this.#timer = ms === undefined ? undefined : this.#options.clock.after(ms, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#timer = undefined;
    this.#drain();
  }

  /** Makes room. The line that is being written stays whole, and urgent lines stay as long as there are others. */
  #drop(): void {
    this.#close();
    while (this.#size > this.#maxBuffered) {
      const oldest = this.#queue.drop();
      if (oldest === undefined) return;
      this.#size -= oldest.bytes.length;
      this.#dropped += oldest.lines;
      this.#lost += oldest.lines;
    }
  }

  /** The chunk to write next: what tells of dropped lines stands where they stood, before all that are left. */
  #next(): Chunk | undefined {
    if (this.#begun !== undefined || this.#dropped === 0) return this.#begun ?? this.#queue.first;
    const bytes = this.#encoder.encode(this.#options.dropNotice(this.#dropped));
    return { bytes, lines: 0, urgent: true };
  }
}

function pauseThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
