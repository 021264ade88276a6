/** What is to be told to another service once the transaction that says so has been committed. */
export interface NewMessage {
  /** What kind of message it is: the name of the handler that delivers it. */
  readonly topic: string;
  /**
   * Messages of one topic and key are delivered one after another, in the order in which their transactions were
   * committed. Default: none, the message waits for no other. At most 2600 bytes with the topic: PostgreSQL indexes no more.
   */
  readonly key?: string | undefined;
  /** Anything that JSON holds, but for strings with U+0000 or a lone surrogate: PostgreSQL's jsonb takes neither. */
  readonly payload: unknown;
}

/** A message as its handler gets it. */
export interface Message<Payload = unknown> {
  /** The same in every delivery of the message: what the receiver can tell a repetition by. */
  readonly id: string;
  /** Names the handler. */
  readonly topic: string;
  /** Messages of one topic and key are delivered one after another; null: it waits for no other. */
  readonly key: string | null;
  /** What was written, as JSON gives it back. */
  readonly payload: Payload;
  /** When it was written, by the clock of the database. */
  readonly createdAt: Date;
  /** Which delivery this is, from 1. */
  readonly attempt: number;
}

/** What the handler is told beside the message. */
export interface Delivery {
  /** Aborts when the delivery has taken too long or the process gives up: from then on another may deliver the message. */
  readonly signal: AbortSignal;
}

/**
 * Delivers one message: resolves once the receiver has it. It is called again, perhaps by another process, where it
 * rejects or the process ends before it resolves, so the receiver must bear repetitions.
 *
 * @throws UndeliverableError where no other attempt can succeed; anything else to be called again after a while
 */
export type Handler = (message: Message, delivery: Delivery) => Promise<void>;

/** What a {@link Handler} throws of a message that will never be accepted: it becomes a dead letter at once. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
