import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { ArraySender } from './array-sender.ts';
import type { SendJsonOptions } from './send-json.ts';

/** Elements of an array, as they come. */
export type JsonSource = AsyncIterable<unknown> | Iterable<unknown>;

/** How to answer. */
export interface StreamJsonOptions extends SendJsonOptions {
  /** Whether each item of the source is an array of elements, as cursors of databases give them. Default: it is an element. */
  readonly batches?: boolean;
}

/** Where nothing is ever waited for, others have their turn after so many milliseconds, however many streams there are. */
const SLICE_MS = 10;
/** How many streams wait for the turn of others. All of them go on in the next one. */
let waiting = 0;

/**
 * Answers with a JSON array whose elements are sent as they come, from the cursor of a database, say: no more of it is in memory than
 * what is sent next, and the source is asked only as fast as the client reads. The bytes are those of `JSON.stringify` of
 * all elements, with a Content-Length where they are less than 16 KiB. (`toJSON` of an element is told its index in its batch, or 0.)
 *
 * Where something fails before 16 KiB have come, the response is untouched, so that an error can be answered. Later, the response
 * is broken off, and no client takes it for whole. No more is asked for when the client has gone, nor for a request by HEAD. In
 * each of these cases the source is told (`return()`), as by a `for await` that ends early.
 *
 * @returns false: the client had gone before the end
 * @throws whatever the source throws
 * @throws TypeError what `JSON.stringify` throws, of cycles and BigInts
 * @throws SeaworthyError SW_NO_BATCH where an item is to be an array of elements, and is none
 */
export async function streamJson(
  response: ServerResponse | Http2ServerResponse,
  source: JsonSource,
  options: StreamJsonOptions = {},
): Promise<boolean> {
  const sender = new ArraySender(response, options);
  const iterator = iteratorOf(source);
  // Not `for await`: a function that waits keeps what it was given last, which would be a batch for each stream.
  const step = async () => {
    const { done, value } = await iterator.next();
    // `for await` waits for the promises of a source that is not asynchronous itself.
    if (done !== true) sender.add(value instanceof Promise ? await value : value);
    return done !== true;
  };
  let more = true;
  let since = performance.now();
  try {
    do {
      more = await step();
      if (sender.isFull) await sender.send();
      if (performance.now() - since < SLICE_MS / (1 + waiting)) continue;
      waiting++;
      await turnOfTheLoop();
      waiting--;
      since = performance.now();
    } while (more && sender.isWanted);
    if (more) {
      more = false;
      await iterator.return?.();
    }
    return sender.end();
  } catch (error) {
    sender.breakOff();
    if (more) await close(iterator);
    throw error;
  }
}

function iteratorOf(source: JsonSource): AsyncIterator<unknown> | Iterator<unknown> {
  const { [Symbol.asyncIterator]: make } = source as Partial<AsyncIterable<unknown>>;
  return make === undefined ? (source as Iterable<unknown>)[Symbol.iterator]() : make.call(source);
}

/** As in `for await`, the first error counts. */
async function close(iterator: AsyncIterator<unknown> | Iterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}
