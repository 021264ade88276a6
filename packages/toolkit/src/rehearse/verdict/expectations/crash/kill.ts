import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { othersCarryOn } from './others-carry-on.ts';
import { comesBack } from './comes-back.ts';

/** A pod's processes are killed at once, without a signal that they could handle. */
export const kill: readonly Expectation[] = [
  { name: 'kill/others-carry-on', pattern: 9, judge: othersCarryOn },
  { name: 'kill/comes-back', pattern: 4, judge: comesBack },
  { name: 'kill/state-survives', pattern: 9, judge: stateSurvives },
];

/** What was written before can be read from every replica afterwards. */
function stateSurvives({ found }: Act): Finding {
  const [written] = found('state-written');
  if (written === undefined)
    return notShown('The settings name no requests that write and read state (`state`).');
  if (written.value !== true)
    return notShown('The write of `state` in the settings was not answered below 400.');
  const reads = found('state-read');
  if (reads.length === 0) return notShown('What was written could not be asked for.');
  const missed = reads.filter(({ value }) => value !== true);
  const [first] = missed;
  if (first === undefined)
    return pass(`What was written before was read ${count(reads.length, 'time')} after it.`);
  return fail({
    what: `${missed.length} of ${count(reads.length, 'read')} did not find what was written ${seconds(first.at - written.at)} before.`,
    fault: 'state-lost',
    ...whyMissed(written.pod, podsOf(missed), podsOf(reads)),
    at: first.at,
    pod: first.pod,
  });
}

/** By who misses it: the pod that took it and was killed since, or only those that never had it. */
function whyMissed(writer: string | undefined, missed: ReadonlySet<string>, asked: ReadonlySet<string>) {
  const names = [...missed].join(', ') || 'a pod';
  if (writer === undefined || missed.size === 0 || missed.has(writer))
    return {
      cause: `what is written stays in the process that took it: ${names} did not have it after a pod was killed`,
      fix: 'keep state in a store outside the process: a database, Redis, an object store',
    };
  const has = asked.has(writer) ? ', and has it' : '';
  return {
    cause: `each replica has a store of its own, and the Service leads to any of them: ${writer} took what was written${has}, ${names} did not have it`,
    fix: 'keep state in a store that all replicas share, or have each client ask the replica that has its own, by the name of its pod',
  };
}

function podsOf(found: readonly { readonly pod?: string }[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ pod }) => (pod === undefined ? [] : [pod])));
}
