/** Orders: placed in one transaction with the demand for their payment, paid through the outbox, fulfilled by a worker. */
export { fulfilOrders } from './fulfil.ts';
export { operations as orderOperations } from './operations.ts';
export { orders } from './orders.ts';
export { openOutbox } from './outbox.ts';
