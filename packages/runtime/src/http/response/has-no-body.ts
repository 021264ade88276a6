/** Whether a response with this status never has a body (RFC 9110, 6.4.1), as one to HEAD has none. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}
