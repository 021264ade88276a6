import type { RequestKind, RequestRecord } from '../requests.ts';
import { StatusTally, type StatusCounts } from '../statuses.ts';

/**
 * With fewer requests than this a loss of one in a hundred would be seen by chance only, so that none lost says nothing.
 */
export const ENOUGH = 50;

/** What became of some requests, as far as answers go. */
export interface Answers {
  readonly sent: number;
  /** Whole answers, whatever they said. */
  readonly answered: number;
  /** Answers below 400, and streams that were opened: work that a stop can cut. What is refused costs a program nothing. */
  readonly served: number;
  /** Those of the served that sent the client elsewhere. */
  readonly redirected: number;
  readonly statuses: StatusCounts;
}

/** The answers to one step of the load. */
export interface StepAnswers extends Answers {
  /** Such as `GET /products`. */
  readonly action: string;
  readonly kind: RequestKind;
}

/** Counts answers one by one. */
export class AnswerTally implements Answers {
  sent = 0;
  answered = 0;
  served = 0;
  redirected = 0;
  readonly #statuses = new StatusTally();

  add(request: RequestRecord): void {
    const { fate, status } = request;
    const isServed = (fate === 'answered' || fate === 'ended') && status < 400;
    this.#statuses.add(request);
    this.sent += 1;
    if (isServed || fate === 'answered' || fate === 'unopened' || fate === 'status') this.answered += 1;
    if (!isServed) return;
    this.served += 1;
    // 304 is what it was sent for.
    if (status >= 300 && status !== 304) this.redirected += 1;
  }

  get statuses(): StatusCounts {
    return this.#statuses.counts;
  }
}

/** Counts answers by the steps of the load. */
export class StepTally {
  readonly #steps = new Map<string, { action: string; kind: RequestKind; tally: AnswerTally }>();

  add(request: RequestRecord): void {
    const { action, kind } = request;
    const key = `${kind} ${action}`;
    const step = this.#steps.get(key) ?? { action, kind, tally: new AnswerTally() };
    this.#steps.set(key, step);
    step.tally.add(request);
  }

  get steps(): readonly StepAnswers[] {
    return [...this.#steps.values()].map(({ action, kind, tally }) => {
      const { sent, answered, served, redirected, statuses } = tally;
      return { action, kind, sent, answered, served, redirected, statuses };
    });
  }
}

/** What is served less often than this is an accident of the load, and may be so at other times than those that matter. */
const LEAST_PART = 0.25;

/** Whether so many requests were served that something can be told of them, and of `of` no small part. */
export function isEnough({ served }: Answers, of: number): boolean {
  return served >= ENOUGH && served >= of * LEAST_PART;
}
