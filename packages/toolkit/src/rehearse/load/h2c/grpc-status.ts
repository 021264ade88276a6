/** By their names, as node:http2 gives them. */
type Fields = Readonly<Record<string, unknown>>;

/** With `+proto` or another format, but not gRPC-Web, whose trailers are in its body. */
const grpc = /^application\/grpc(?:$|[+;])/i;

/** What gRPC's codes are in HTTP, by their number (google/rpc/code.proto). */
const statuses = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];

/**
 * The status of an answer, in HTTP's words: a gRPC server states its own in `grpc-status`, at the end of the answer or
 * in its head where there is nothing else, and `:status` is 200 whatever it is. One without, or of another code, is UNKNOWN
 * to a gRPC client, which is 500; unless `:status` is no 200 itself.
 *
 * @param headers of the answer's head
 * @param trailers undefined: it had none
 */
export function statusOf(headers: Fields, trailers: Fields | undefined): number {
  const status = Number(headers[':status']);
  if (!isGrpc(headers['content-type'])) return status;
  const code = trailers?.['grpc-status'] ?? headers['grpc-status'];
  if (code === undefined && status !== 200) return status;
  return statuses[Number(code)] ?? 500;
}

/** Whether this `Content-Type` is gRPC's. */
export function isGrpc(contentType: unknown): boolean {
  return grpc.test(String(contentType));
}
