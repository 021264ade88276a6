/** An open-loop load over HTTP/1.1, h2c and WebSockets. It knows addresses and nothing of Kubernetes. */
export { LoadGenerator } from './generator.ts';
export { RequestColumns, RequestWriter } from './log/index.ts';
export { usualIdleTimeoutsMs, type LoadAction, type LoadPlan } from './plan.ts';
export type { ConnectionRouter, RequestRouter, Router, Routers, Target } from './router.ts';
export { sendSingle, type SingleRequest } from './single/index.ts';
export { traceHeaders } from './trace-header.ts';
