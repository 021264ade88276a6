import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { SeaworthyError } from '../../errors.ts';
import { breakOff } from '../response/break-off.ts';
import { drained, isGone } from '../response/drained.ts';
import { exchangeOf } from '../exchange/exchange.ts';
import { BlockWriter } from './block-writer.ts';
import { goesToTheSystem, onceHandedOver } from './once-handed-over.ts';
import { setJsonHead } from './send-json.ts';
import type { StreamJsonOptions } from './stream-json.ts';

/** So many bytes are sent at once… */
const ENOUGH_BYTES = 16 * 2 ** 10;
/** …and put together in a block of so many, since an element seldom ends just there. */
const BLOCK_BYTES = 2 * ENOUGH_BYTES;

/** Sends a JSON array in parts, as a response. */
export class ArraySender {
  readonly #response: ServerResponse | Http2ServerResponse;
  readonly #options: StreamJsonOptions;
  #writer = new BlockWriter(BLOCK_BYTES);
  #hasElements = false;
  #hasSent = false;
  #closed = false;

  constructor(response: ServerResponse | Http2ServerResponse, options: StreamJsonOptions) {
    this.#response = response;
    this.#options = options;
    response.once('close', () => (this.#closed = true));
  }

  /** Whether anyone wants more of it. */
  get isWanted(): boolean {
    return !this.#isGone && this.#response.req.method !== 'HEAD';
  }

  /** Whether there is enough to be sent. */
  get isFull(): boolean {
    return this.#writer.length >= ENOUGH_BYTES;
  }

  /** Puts an element, or a batch of them, behind the others. */
  add(item: unknown): void {
    const batch = this.#options.batches === true ? item : [item];
    if (!Array.isArray(batch))
      throw new SeaworthyError('SW_NO_BATCH', { what: `A source of batches gave a ${typeof batch}` });
    if (batch.length === 0) return;
    const text = JSON.stringify(batch);
    this.#writer.appendText(this.#hasElements ? ',' : '[');
    this.#writer.appendText(text.slice(1, -1));
    this.#hasElements = true;
  }

  /** Sends what there is, and waits until more can be taken. */
  async send(): Promise<void> {
    if (!this.isWanted) return;
    const response = this.#response;
    if (!this.#hasSent) setJsonHead(response, undefined, this.#options);
    this.#hasSent = true;
    const full = this.#writer;
    this.#writer = new BlockWriter(BLOCK_BYTES);
    exchangeOf(response)?.reservation?.streamed(full.length);
    const isFree = goesToTheSystem(response);
    // An error leaves it to the collector: the system may still be reading.
    const release = (error?: Error | null) => {
      if (isFree && !error) full.release();
    };
    // As one type: the overloads of the two can't be called together.
    const isTaken = (response as ServerResponse).write(full.bytes, release);
    if (!isTaken && !this.#isGone) await drained(response);
  }

  /** Ends the response. @returns false: the client has gone */
  end(): boolean {
    const response = this.#response;
    if (!this.isWanted) {
      this.#writer.release();
      if (this.#isGone) return false;
      setJsonHead(response, undefined, this.#options);
      response.end();
      return true;
    }
    const writer = this.#writer;
    writer.appendText(this.#hasElements ? ']' : '[]');
    if (!this.#hasSent) setJsonHead(response, writer.length, this.#options);
    onceHandedOver(response, () => writer.release());
    response.end(writer.bytes);
    return true;
  }

  /** Ends it so that nobody takes for whole what was sent. Where nothing was, anything can be answered. */
  breakOff(): void {
    this.#writer.release();
    if (this.#hasSent) breakOff(this.#response);
  }

  get #isGone(): boolean {
    return this.#closed || isGone(this.#response);
  }
}
