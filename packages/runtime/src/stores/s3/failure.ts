/** The status of a refused request; undefined where no answer came. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** Whether what was asked for is not there: an object, a multipart upload or the bucket. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** What `attempt` resolves to; undefined where what it asks for is not there. */
export async function ifPresent<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a condition (`If-Match`) did not hold, or another write with a condition was at work (409). */
export function isPreconditionFailed(error: unknown): boolean {
  const status = statusOf(error);
  return status === 412 || status === 409;
}

/** Whether another attempt may succeed: the server did not answer, was busy or failed. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 408 || status === 429;
}
