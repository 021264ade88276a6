/** The SQLSTATE of an error that the server has answered with; of a failed connection, Node's code. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
