import type { LineWriter } from './line-writer.ts';

/** Gives lines on as text. */
export class TextWriter implements LineWriter {
  bytes = Buffer.alloc(0);
  readonly write: LineWriter['write'];
  readonly flush: LineWriter['flush'];

  /** @param write takes each line */
  constructor(write: LineWriter['write'], flush: LineWriter['flush']) {
    this.write = write;
    this.flush = flush;
  }

  begin(size: number): number {
    if (size > this.bytes.length) this.bytes = Buffer.alloc(size);
    return 0;
  }

  commit(end: number): void {
    this.write(this.bytes.toString('utf8', 0, end), false);
  }
}
