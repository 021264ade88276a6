import type { ServerResponse } from 'node:http';
import { SeaworthyError } from '../../errors.ts';
import { drained, isGone } from '../response/drained.ts';

/** Where a body comes from: a reader of a web stream, or what looks like one. */
export interface BodySource {
  read(): Promise<Part>;
  /** Nothing more of it is wanted: a read that is under way ends. */
  cancel(): Promise<unknown>;
}

interface Part {
  readonly done?: boolean | undefined;
  readonly value?: unknown;
}

/**
 * Sends a body as it comes, and asks for more only as fast as the client reads. One that is whole by the time its first part
 * could be written goes in one piece, with its length; most are. The source is told when the client has gone.
 *
 * @param sendHead called once, before the first byte; with the length of the body where that is known
 * @throws whatever the source fails with
 * @throws SeaworthyError SW_NO_RESPONSE where the first part is neither text nor bytes; TypeError where a later one is
 */
export async function pumpBody(
  outgoing: ServerResponse,
  source: BodySource,
  sendHead: (length?: number) => void,
): Promise<void> {
  let isOpen = true;
  const stop = () => {
    if (isOpen) source.cancel().catch(() => {});
    isOpen = false;
  };
  // An event stream is ended by the drain; and what was cut has been answered.
  const isWanted = () => isOpen && !outgoing.writableEnded && !isGone(outgoing);
  outgoing.once('close', stop);
  try {
    let part = await begin(outgoing, source, sendHead, isWanted);
    while (part?.done !== true) {
      if (part === undefined || !isWanted()) return;
      await write(outgoing, part.value);
      part = await source.read();
    }
    if (isWanted()) outgoing.end();
    isOpen = false;
  } finally {
    stop();
  }
}

/** Sends the head, and all where that is there. @returns what comes next; undefined: there is nothing more to send */
async function begin(
  outgoing: ServerResponse,
  source: BodySource,
  sendHead: (length?: number) => void,
  isWanted: () => boolean,
): Promise<Part | undefined> {
  if (!isWanted()) return undefined;
  const reading = source.read();
  const following = source.read();
  const [first, second] = await thoseAtOnce(reading, following);
  if (!isWanted()) return undefined;
  if (first === undefined) {
    // An event stream may wait for its first event: its head says what it is.
    sendHead();
    outgoing.flushHeaders();
    const part = await reading;
    if (part.done === true || !isWanted()) return part;
    await write(outgoing, part.value);
    return following;
  }
  if (first.done === true) {
    sendHead(0);
    return first;
  }
  // Asked before the head is there: what is no part can still be answered with 500.
  const length = lengthOf(first.value);
  if (second?.done === true) {
    sendHead(length);
    outgoing.end(first.value);
    return undefined;
  }
  sendHead();
  await write(outgoing, first.value);
  return following;
}

/** What two reads come to, where nothing but promises is in the way; else undefined. One that fails first is thrown. */
async function thoseAtOnce(
  reading: Promise<Part>,
  following: Promise<Part>,
): Promise<[first: Part | undefined, second: Part | undefined]> {
  let first: Part | undefined;
  let second: Part | undefined;
  let failure: { readonly error: unknown } | undefined;
  const failed = (error: unknown) => (failure ??= { error });
  reading.then((part) => (first = part), failed);
  following.then((part) => (second = part), failed);
  await new Promise<void>((resolve) => process.nextTick(resolve));
  if (failure !== undefined) throw failure.error;
  return [first, second];
}

async function write(outgoing: ServerResponse, part: unknown): Promise<void> {
  if (!outgoing.write(part)) await drained(outgoing);
}

function lengthOf(part: unknown): number {
  if (typeof part === 'string') return Buffer.byteLength(part);
  if (part instanceof Uint8Array) return part.byteLength;
  throw new SeaworthyError('SW_NO_RESPONSE', {
    what: `A part of a response’s body is of type ${typeof part}, neither bytes nor text`,
  });
}
