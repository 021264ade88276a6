/** Serving HTTP so that nothing is lost: a front that owns the port, one bookkeeping of requests, one drain. */
export { BodyTooLargeError } from './request-body/limit.ts';
export {
  governBlocks,
  readBody,
  sendJson,
  streamJson,
  type Body,
  type IncomingBody,
  type JsonSource,
  type ReadBodyOptions,
  type SendJsonOptions,
  type StreamJsonOptions,
} from './bodies/index.ts';
export { OverloadedError } from './request-body/room.ts';
export type { DrainOptions } from './drain/drain.ts';
export type { FetchBindings, FetchHandler, HttpHandler, NodeHandler, UpgradeListener } from './handler.ts';
export type { HttpLimits } from './limits.ts';
export { endStreamWith } from './drain/long-lived.ts';
export { setRoute } from './routes/set-route.ts';
export type { RouteBody } from './request-body/route-body.ts';
export { fastifyRoutes } from './routes/fastify.ts';
export { honoRoutes } from './routes/hono.ts';
export { koaRoutes } from './routes/koa.ts';
export type { LoadOptions, Priority, RequestLine, RouteLoad } from './shedding/index.ts';
export { serveHttp, type HttpServer, type ServeOptions } from './serve.ts';
