import { setTimeout } from 'node:timers/promises';
import { ToolkitError } from '../../errors.ts';

/** How a registry, or its token service, refused a request: the cause of the error that tells it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** When it asked to be asked again, in milliseconds (RFC 9110, section 10.2.3, where it is a number of seconds). */
  readonly retryAfterMs: number | undefined;

  constructor({ status, headers }: Response) {
    super(`It answered ${status}`);
    this.status = status;
    const asked = headers.get('retry-after') ?? '';
    this.retryAfterMs = /^\d+$/.test(asked) ? Number(asked) * 1000 : undefined;
  }

  /** Whether it is busy, or asks for a lower rate: the same request may be answered later. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

const MOST_ATTEMPTS = 5;
/** A registry that wants to be left alone for longer has a limit by the hour or the day. */
const MOST_PATIENCE_MS = 60_000;

/**
 * Does something anew where a registry could not be reached, was busy, or limits the rate of requests.
 *
 * @param work may be done several times
 * @param retryDelay pause before the nth retry in milliseconds, where the registry asks for none. Default: from 250 ms doubled.
 * @throws the last error of `work`
 */
export async function retrying<T>(
  work: () => Promise<T>,
  retryDelay: (attempt: number) => number = (attempt) => 250 * 2 ** attempt,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { code, cause } = error as { code?: unknown; cause?: unknown };
      const refusal = error instanceof ToolkitError && cause instanceof Refusal ? cause : undefined;
      const delay = refusal?.retryAfterMs ?? retryDelay(attempt);
      const isPassing = refusal?.isPassing ?? code === 'SW_REGISTRY_UNREACHABLE';
      if (!isPassing || attempt + 1 >= MOST_ATTEMPTS || delay > MOST_PATIENCE_MS) throw error;
      await setTimeout(delay);
    }
  }
}
