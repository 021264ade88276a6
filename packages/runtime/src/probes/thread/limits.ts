/**
 * Limits against slow and hostile clients of the admin port. A probe sends a few hundred bytes and reads the answer at
 * once; whoever needs more is not a probe.
 */
export const limits = {
  /** Milliseconds from connecting until a request's head is complete. The kubelet's own time-out is 1 s by default. */
  headMs: 5000,
  /** Milliseconds that an idle connection is kept, of a client that wants it kept. */
  idleMs: 10_000,
  /** Bytes of a request's head; node's default is twice that. */
  headBytes: 8192,
  /** Connections at the same time: the kubelet, a scraper and some people need a dozen. One more ends the oldest. */
  connections: 256,
  /** Streams at the same time on one HTTP/2 connection. */
  streams: 64,
  /** Bytes of a gRPC message: a service's name. */
  messageBytes: 1024,
} as const;
