import { fail, notShown, pass, type Finding } from '../expectation.ts';
import { count, perMillion, seconds } from '../figures.ts';
import { isExcused, type Loss, type LossFault } from '../loss/index.ts';
import type { Act } from '../view.ts';
import { wordsFor } from '../words/index.ts';

/** A report needs some of the lost requests, not all. */
const SHOWN = 20;

/**
 * With fewer requests than this a loss of one in a hundred would be seen by chance only, so that none lost says nothing.
 */
const ENOUGH = 50;

/**
 * Where more than one request in a hundred was sent later than this, in milliseconds, the load missed moments as long as
 * those in which a proxy routes to a pod that has gone.
 */
const LATE_MS = 1000;

/**
 * Whether the scenario cost no request, one failure for each fault. What was harmed on purpose, shed by 503 with
 * Retry-After, or answered by an error with nothing happening around it does not count here.
 *
 * @param counts of the other losses, which belong here. Default: all
 */
export function noRequestLost(act: Act, counts: (loss: Loss) => boolean = () => true): readonly Finding[] {
  const { unrouted } = act.evidence.workload;
  if (unrouted !== undefined) return [notShown(unrouted.what)];
  const lost = act.lost.filter((loss) => !isExcused(loss) && loss.cause !== 'server-errors' && counts(loss));
  if (lost.length === 0) return [noneLost(act)];
  const groups = Map.groupBy(lost, ({ cause }) => cause as LossFault);
  return [...groups]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([fault, losses]) => failureOf(fault, losses, act));
}

function noneLost({ total, lag, run }: Act): Finding {
  const late = lag.get(run.name);
  if (total < ENOUGH)
    return notShown(`Only ${count(total, 'request')} came in this scenario, too few to tell.`);
  if (late !== undefined && late.p99 > LATE_MS)
    return notShown(
      `None of ${count(total, 'request')} was lost, but this machine kept the load from sending in time (late by ${seconds(late.p99)} at p99, ${seconds(late.max)} at most): what it missed is not known.`,
    );
  return pass(`None of ${count(total, 'request')} was lost.`);
}

/** A failure for the losses of one fault. */
export function failureOf(fault: LossFault, losses: readonly Loss[], { total, evidence }: Act): Finding {
  const [first] = losses;
  return fail({
    what: `${losses.length} of ${count(total, 'request')} were lost (${perMillion(losses.length, total)}).`,
    fault,
    ...wordsFor[fault]({ losses, total, evidence }),
    requests: losses.slice(0, SHOWN).map(({ request }) => request.id),
    ...(first?.request.pod !== undefined && { pod: first.request.pod }),
    ...(first !== undefined && { at: first.request.endedAt }),
  });
}
