/** Messages written in the transaction that they tell of, and delivered at least once by a worker. */
export type { DeadLetter } from './dead-letters.ts';
export type { Stopping } from './deliverer.ts';
export { UndeliverableError, type Delivery, type Handler, type Message, type NewMessage } from './message.ts';
export type { OutboxOptions, OutboxSurroundings } from './options.ts';
export { createOutbox, type Outbox } from './outbox.ts';
export { outboxDueSchema, outboxSchema } from './schema.ts';
