import { HttpError, SeaworthyError } from '../../errors.ts';
import type { BlockWriter } from './block-writer.ts';

/**
 * A request's whole body, in a block of memory that is used again once it is disposed of (`using body = …`). Whoever was given
 * `bytes` must be done with it by then, as with any pooled buffer: await what writes it to a file, a socket or a worker.
 * A reference that is left finds nothing (length 0), and never another request's body; but an operation of the system that is
 * still under way on it would read what comes next, or memory that is no longer there. Without disposal nothing is used
 * again, and the collector frees it as it does any other.
 */
export interface Body extends Disposable {
  /**
   * The body. `bytes.buffer` is larger.
   *
   * @throws SeaworthyError SW_BODY_RELEASED after disposal
   */
  readonly bytes: Buffer;
  /**
   * The body as UTF-8. What it returns is a copy, and good after disposal.
   *
   * @throws SeaworthyError SW_BODY_RELEASED after disposal
   */
  text(): string;
  /**
   * The body as JSON, unchecked. What it returns is good after disposal.
   *
   * @throws HttpError SW_BODY_JSON (400) where it is not JSON
   * @throws SeaworthyError SW_BODY_RELEASED after disposal
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the body's type is the caller's
  json<T = unknown>(): T;
  /** Gives the memory back now. Safe to call again. */
  [Symbol.dispose](): void;
}

/** A body in the block of `writer`, which is written no more. */
export function bodyIn(writer: BlockWriter): Body {
  return new BlockBody(writer);
}

class BlockBody implements Body {
  readonly #bytes: Buffer;
  #writer: BlockWriter | undefined;

  constructor(writer: BlockWriter) {
    this.#writer = writer;
    this.#bytes = writer.bytes;
  }

  get bytes(): Buffer {
    if (this.#writer === undefined)
      throw new SeaworthyError('SW_BODY_RELEASED', { what: 'The body’s memory has been given back' });
    return this.#bytes;
  }

  text(): string {
    return this.bytes.toString();
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the body's type is the caller's
  json<T = unknown>(): T {
    const text = this.text();
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      const what = 'The request’s body is not JSON';
      throw new HttpError('SW_BODY_JSON', { what, cause }, { status: 400, expose: true });
    }
  }

  [Symbol.dispose](): void {
    this.#writer?.release();
    this.#writer = undefined;
  }
}
