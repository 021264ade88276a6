/** The three probes of a container: when they are done, what they ask, and what counts. */
export { ProbeWorker, type Probed } from './worker.ts';
export { Prober } from './prober.ts';
export { followed, MAX_BODY_BYTES, MAX_REQUESTS, requestHeaders } from './http-request.ts';
export { httpUrl } from './http-url.ts';
export { initialResults, type Result } from './result.ts';
