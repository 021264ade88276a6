/** An open-loop load over HTTP/1.1, h2c and WebSockets. It knows addresses and nothing of Kubernetes. */
export { LoadGenerator, type GeneratorOptions } from './generator.ts';
export { RequestColumns, RequestWriter, type Lag, type LogListener } from './log/index.ts';
export { usualIdleTimeoutsMs, type LoadAction, type LoadPlan } from './plan.ts';
export type { ConnectionRouter, RequestRouter, Router, Target, Upstream } from './router.ts';
export { sendSingle, type SingleAnswer, type SingleRequest } from './single-request.ts';
