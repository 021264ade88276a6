import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { exitsWithinGrace } from './exits-within-grace.ts';
import { noRequestLost } from '../no-request-lost.ts';

/** Pods are added and taken away under load. */
export const scale: readonly Expectation[] = [
  { name: 'scale/no-request-lost', pattern: 3, judge: (act) => noRequestLost(act) },
  { name: 'scale/exits-within-grace', pattern: 3, judge: exitsWithinGrace },
  { name: 'scale/reaches-the-number', pattern: 9, judge: reaches },
];

function reaches({ found, run }: Act): Finding {
  const scaled = found('scaled');
  if (scaled.length === 0) return notShown('The number of pods was not changed.');
  const missed = scaled.find(({ value }) => value !== true);
  if (missed === undefined) return pass('Every number of pods that was asked for came about.');
  return fail({
    what: `The number of pods that was asked for had not come about ${seconds(missed.at - run.startedAt)} after the scenario began.`,
    fault: 'scale-stuck',
    cause: 'new pods did not become ready beside the others, or those that were to go did not end',
    fix: 'look for what only one pod can have: a lock, a port of the node, a file that is open elsewhere',
    at: missed.at,
  });
}
