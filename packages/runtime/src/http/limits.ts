/** What a client may ask of the server. Every limit is safe by default; times are in milliseconds, sizes in bytes.
 * One out of its range is refused (SW_DEFINITION). */
export interface HttpLimits {
  /**
   * From the first byte of a request to the end of its headers; slower clients get 408. Bounds slow-header attacks
   * (slowloris). Node's own default is 60 s; every real client sends headers in one go. Default 20,000.
   */
  readonly headersTimeoutMs?: number;
  /**
   * How long an idle connection is kept for the next request, and advertised in `Keep-Alive`. It must be longer than
   * the idle time-out of whatever stands in front, or the server closes just while that is sending (node #20256): AWS
   * ALB, nginx and Google's load balancers keep idle connections for 60 s. Headers are timed from their own first byte,
   * so `headersTimeoutMs` may be shorter. Default 72,000.
   */
  readonly keepAliveTimeoutMs?: number;
  /**
   * The least average rate of a request's body, in bytes per second, after `bodyGraceMs`; slower clients get 408.
   * A rate bounds slow-body attacks without bounding how large an upload may be; time in which the handler itself does
   * not read is not counted, nor in HTTP/2 what comes while the response is under way (bidirectional streams). 0 turns it off. Default 240, as in Kestrel.
   */
  readonly minBodyBytesPerSecond?: number;
  /** How long a body may take before its rate is judged. Default 5,000. */
  readonly bodyGraceMs?: number;
  /**
   * How long a client may take nothing of a response that is ready for it before it is cut. Default 30,000. That is seen by
   * what the kernel takes of us, which waits until a third of its send buffer is free, and the client's own kernel may hide
   * as much: where buffers have grown to megabytes (`net.ipv4.tcp_wmem`, 4 MiB at most by default), a steady client below some
   * 50 kB/s looks like one that takes nothing. Raise it where large downloads to such clients must pass. In HTTP/2 it
   * holds for the connection, and for each stream: of one, less than 64 KiB in that time is nothing, and what is written in one part,
   * within which node tells of no progress, has as many times as long as it has 64 KiB while its connection sends anything else. Such a
   * stream is reset, its session goes on;
   * one that only stands behind others, on a connection that takes what it can, is left. A body behind its whole answer, of which the
   * handler takes nothing for as long, is not waited for either.
   */
  readonly stallTimeoutMs?: number;
  /**
   * All headers of a request together; larger get 431. Default 16,384, as in node. In HTTP/2 each counts for 32 bytes more
   * (RFC 9113 §6.5.2), and node resets the stream of larger ones (ENHANCE_YOUR_CALM).
   */
  readonly maxHeaderBytes?: number;
  /**
   * Number of headers of a request; more get 431. Node's own `maxHeadersCount` drops the rest in silence, which hides
   * a header from the handler that a proxy has seen. In HTTP/2 `:method` and its like count too. Default 100, as in Apache httpd.
   */
  readonly maxHeaders?: number;
  /**
   * A request's body; larger get 413: before the handler runs where Content-Length declares it, else at the limit.
   * `Infinity` turns it off. Default 1,048,576, as in nginx.
   */
  readonly maxBodyBytes?: number;
  /**
   * How long a connection that is being closed is still read, so that its last answer is not reset away while the
   * client sends (RFC 9112 §9.6); in HTTP/2 a stream that was refused in the middle of its body. Default 2,000.
   */
  readonly lingerTimeoutMs?: number;
  /** How much is read of such a connection or stream. Default 1,048,576. */
  readonly maxLingerBytes?: number;
  /**
   * Connections without a request in flight: idle ones, those that have sent nothing yet, which count for half, and those in the
   * middle of a request's head, which count for two. Beyond it some are given up: first who has begun a head and not ended it, longest first, with 408;
   * then who has sent nothing for a second, or at any age where these alone are beyond it; then those idle longest, but never for
   * who has sent nothing. So many make way at once that an eighth of it is free. Upgraded ones do not count, those of HTTP/2 for four.
   * Default: as many as half of the memory holds that the soft limit left at the start, at 16 KiB each (half of 16 KiB and
   * `maxHeaderBytes`); without a memory limit any number. Whatever it says, they make way before connections use up the files that the
   * process may have open (`ulimit -n`).
   */
  readonly maxIdleConnections?: number;
  /**
   * Streams open at once in one HTTP/2 connection (RFC 9113 §5.1.2 recommends no less than 100). One of HTTP/1.1 on which more
   * pipelined requests wait for their answers is not read until one is answered. Default 100.
   */
  readonly maxConcurrentStreams?: number;
}

/** Every limit, filled in. */
export type ResolvedLimits = Required<HttpLimits>;

export const defaultLimits: ResolvedLimits = {
  headersTimeoutMs: 20_000,
  keepAliveTimeoutMs: 72_000,
  minBodyBytesPerSecond: 240,
  bodyGraceMs: 5_000,
  stallTimeoutMs: 30_000,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxBodyBytes: 1_048_576,
  lingerTimeoutMs: 2_000,
  maxLingerBytes: 1_048_576,
  maxIdleConnections: Infinity,
  maxConcurrentStreams: 100,
};
