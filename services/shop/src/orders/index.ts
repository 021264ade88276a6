/** Orders: placed in one transaction with the demand for their payment, paid through the outbox, fulfilled by a worker. */
export { fulfilOrders } from './fulfil.ts';
export { orders, type Ordering } from './orders.ts';
export { pay, TOPIC } from './pay.ts';
export { Payments } from './payments.ts';
export { operations as orderOperations } from './operations.ts';
