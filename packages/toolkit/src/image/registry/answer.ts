import { ToolkitError } from '../../errors.ts';

/** A registry on storage of another service takes its time to put a blob together. */
const PATIENCE_MS = 60_000;
/** For a chunk of 8 MiB that is 28 KB/s. */
const UPLOAD_PATIENCE_MS = 300_000;

/**
 * Sends a request and waits for the beginning of its answer.
 *
 * @param registry which is told where it fails
 * @param patienceMs how long it may take. Default: a minute, and five where something is uploaded.
 * @throws ToolkitError SW_REGISTRY_UNREACHABLE
 */
export async function answerTo(
  url: URL,
  init: RequestInit,
  registry: string,
  patienceMs = init.body == null ? PATIENCE_MS : UPLOAD_PATIENCE_MS,
): Promise<Response> {
  const patience = new AbortController();
  const silent = new Error(`It did not answer within ${patienceMs / 1000} s`);
  const timer = setTimeout(() => patience.abort(silent), patienceMs);
  try {
    return await fetch(url, { ...init, signal: patience.signal });
  } catch (cause) {
    throw unreachable(cause, registry);
  } finally {
    clearTimeout(timer);
  }
}

/** A failure of the network as one of ours, with the reason that is the most telling. */
export function unreachable(error: unknown, registry: string): ToolkitError {
  const { message, cause } = error as Error;
  const { message: reason, code } = (cause ?? {}) as NodeJS.ErrnoException;
  return new ToolkitError('SW_REGISTRY_UNREACHABLE', {
    what: reason || (code ?? message),
    where: registry,
    cause: error,
  });
}
