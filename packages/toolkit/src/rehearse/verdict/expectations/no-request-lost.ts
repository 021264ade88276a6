import { statusWords } from '../../statuses.ts';
import { ENOUGH, isEnough } from '../answers.ts';
import { fail, notShown, pass, type Finding } from '../expectation.ts';
import { amount, count, lostShare, seconds } from '../../figures.ts';
import { isExcused, type Excuse, type Loss, type LossFault } from '../loss/index.ts';
import type { Act } from '../view.ts';
import { wordsFor } from '../words/index.ts';

/**
 * Where more than one request in a hundred was sent later than this, in milliseconds, the load missed moments as long as
 * those in which a proxy routes to a pod that has gone.
 */
const LATE_MS = 1000;

/**
 * Whether the scenario cost no request, one failure for each fault. What was harmed on purpose, shed by 503 with
 * Retry-After, or is lost with nothing happening around it in calm times too does not count here, and is told all the same.
 *
 * @param counts of the other losses, which belong here. Default: all
 */
export function noRequestLost(act: Act, counts: (loss: Loss) => boolean = () => true): readonly Finding[] {
  const { unsent } = act.evidence.workload;
  if (unsent !== undefined) return [notShown(unsent)];
  if (act.isSilent)
    return [notShown('No request of the whole rehearsal was answered: see start/load-answered.')];
  const lost = act.lost.filter((loss) => !isExcused(loss) && !act.own.has(loss) && counts(loss));
  const others = otherLosses(act, lost);
  if (lost.length === 0) return [noneLost(act, others)];
  const groups = Map.groupBy(lost, ({ cause }) => cause as LossFault);
  return [...groups]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([fault, losses]) => failureOf(fault, losses, act, others));
}

/** What losses do not count here for, in words after their number. */
const uncounted: Readonly<Partial<Record<Loss['cause'], string>>> = {
  struck: 'to what was done on purpose',
  outage: 'while a dependency was out',
  shed: 'by 503 with Retry-After',
  'server-errors': 'by errors of the program itself',
  'no-answer-in-time': 'without an answer in time, as in calm times',
  unexplained: 'as in calm times',
} satisfies Record<Excuse | 'server-errors' | 'no-answer-in-time' | 'unexplained', string>;

/** How many losses of a scenario do not count, and why; empty where all do. */
export function otherLosses(act: Act, counted: readonly Loss[]): string {
  const known = new Set(counted);
  const rest = act.lost.filter((loss) => !known.has(loss));
  const groups = Map.groupBy(rest, ({ cause, request: { endedAt } }) =>
    cause === 'struck' && !act.isIn(endedAt)
      ? 'to what the next scenario did on purpose'
      : (uncounted[cause] ?? 'to pods that another expectation tells of'),
  );
  return [...groups].map(([why, losses]) => `${amount(losses.length)} ${why}`).join(', ');
}

/** That this machine kept the load of the scenario from being sent in time, in words; undefined: it did not. */
export function lateLoad({ lag, run }: Act): string | undefined {
  const late = lag.get(run.name);
  if (late === undefined || late.p99 <= LATE_MS) return undefined;
  return `this machine kept the load from sending in time (late by ${seconds(late.p99)} at p99, ${seconds(late.max)} at most)`;
}

function noneLost(act: Act, others: string): Finding {
  const { total, lost, ownAnswers } = act;
  const late = lateLoad(act);
  if (total < ENOUGH)
    return notShown(`Only ${count(total, 'request')} came in this scenario, too few to tell.`);
  const none = `None of ${count(total, 'request')} was lost${others === '' ? '' : ` but ${others}`}`;
  if (lost.length * 2 > total || !isEnough(ownAnswers, total))
    return notShown(
      `${none}, and ${ownAnswers.served} of them were served (${statusWords(ownAnswers.statuses) || 'no answer'}): too little to tell of work that is cut.`,
    );
  if (late !== undefined) return notShown(`${none}; ${late}: what it missed is not known.`);
  return pass(`${none}.`);
}

/**
 * A failure for the losses of one fault.
 *
 * @param others what was lost besides and does not count, in words. Default: nothing
 */
export function failureOf(
  fault: LossFault,
  losses: readonly Loss[],
  { total, evidence, run }: Act,
  others = '',
): Finding {
  const [first] = losses;
  // Heads of reports state the whole rehearsal's, out of all its requests.
  const scope = total === evidence.requests.size ? '' : ` in ${run.name}`;
  return fail({
    what: `${amount(losses.length)} of ${count(total, 'request')}${scope} ${losses.length === 1 ? 'was' : 'were'} lost (${lostShare(losses.length, total)})${others === '' ? '' : `, besides ${others}`}.`,
    fault,
    ...wordsFor[fault]({ losses, total, evidence }),
    requests: losses.map(({ request }) => request.id),
    pod: first?.request.pod,
    at: first?.request.endedAt,
  });
}

/** The whole rehearsal in the place of one scenario. */
export function ofAll(act: Act): Act {
  return { ...act, total: act.evidence.requests.size, lost: act.losses };
}
