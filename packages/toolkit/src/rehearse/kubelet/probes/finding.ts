import { throwIfExhausted } from '../../exhaustion.ts';

/** What was found when asking; what could not be asked throws instead. */
export interface Finding {
  readonly outcome: 'success' | 'failure';
  /** Why, for people. */
  readonly message: string;
}

/**
 * Nobody answered, for this reason.
 *
 * @throws ToolkitError SW_MACHINE_EXHAUSTED where it was this machine that could not ask
 */
export function unanswered(error: unknown): Finding {
  throwIfExhausted(error);
  return { outcome: 'failure', message: String(error) };
}
