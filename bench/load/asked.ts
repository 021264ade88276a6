/** What a generator did in one round. */
export interface Asked {
  /** Answers a second, failures not counted. */
  readonly rps: number;
  /** Requests without an answer, or with one that says failure. */
  readonly lost: number;
  /** It was never asked for more than it kept up with: `rps` is the least that it can do. */
  readonly atLeast?: boolean;
  /** CPU time of the generator for each request, in microseconds. */
  readonly cpuMicros: number;
}
