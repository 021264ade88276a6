/** Background and scheduled work under an AbortSignal of two stages: finish the current job, then give up. */
export type { Job, JobContext, Worker, WorkerOptions, WorkerStatus } from './worker.ts';
export { Workers } from './workers.ts';
