/** What a generator did in one round. */
export interface Asked {
  /** Answers a second. */
  readonly rps: number;
  /** Requests without an answer, or with one that says failure. */
  readonly lost: number;
  /** CPU time of the generator for each request, in microseconds. */
  readonly cpuMicros: number;
}
