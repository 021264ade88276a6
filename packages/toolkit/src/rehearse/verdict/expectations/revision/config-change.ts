import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { lapses } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { changeCrash, notValidated } from './configuration-faults.ts';
import { noRequestLost } from '../no-request-lost.ts';
import { podsRolledOut, readyOne } from './revision.ts';

/** Configuration changes: a good value, then a bad one. */
export const configChange: readonly Expectation[] = [
  { name: 'config-change/no-request-lost', pattern: 5, judge: (act) => noRequestLost(act) },
  { name: 'config-change/good-taken', pattern: 5, judge: goodTaken },
  { name: 'config-change/bad-refused', pattern: 5, judge: badRefused },
];

function goodTaken(act: Act): Finding {
  const [good] = act.found('config-good');
  if (good === undefined) return notShown('No good value was written.');
  const [bad] = act.found('config-bad');
  const to = bad?.at ?? act.run.endedAt;
  const crash = crashIn(act, good.at, to);
  if (crash !== undefined) return crash;
  const rolled = act.found('config-rolled-out').some(({ at }) => at >= good.at && at < to);
  return pass(
    rolled
      ? 'The change was rolled out without a crash.'
      : 'The mounted files changed in running pods, and no container exited.',
  );
}

function badRefused(act: Act): Finding {
  const [bad] = act.found('config-bad');
  if (bad === undefined) return notShown('The settings name no bad value (`configChange.bad`).');
  const rolled = act.found('config-rolled-out').some(({ at }) => at >= bad.at);
  if (rolled) {
    const ready = readyOne(podsRolledOut(act, bad.at));
    if (ready === undefined) return pass('No pod with the bad value became ready; the old ones served on.');
    return fail({
      what: `${ready.name} became ready with the bad value of ConfigMap ${bad.value}.`,
      ...notValidated,
      cause: 'values are not checked at the start: the rollout goes on with a configuration that is wrong',
      pod: ready.name,
      at: ready.createdAt,
    });
  }
  const crash = crashIn(act, bad.at, Infinity);
  if (crash !== undefined) return crash;
  const red = [...act.pods.values()].find((story) =>
    lapses(story).some(({ to }) => to > bad.at && act.isIn(to)),
  );
  if (red === undefined) return pass('Every pod kept serving while the mounted files held the bad value.');
  return fail({
    what: `${red.name} became unready when the mounted files held the bad value.`,
    ...changeCrash,
    cause: 'a bad value is put to use instead of being refused: one wrong edit takes every pod at once',
    pod: red.name,
    at: bad.at,
  });
}

/** A main container that exited by itself. */
function crashIn(act: Act, from: number, to: number): Finding | undefined {
  for (const story of act.pods.values()) {
    const run = story.runs.find(
      ({ exit, stop }) =>
        exit !== undefined && stop === undefined && exit.at >= from && exit.at < to && act.isIn(exit.at),
    );
    const isOld = story.createdAt < from;
    if (run?.exit === undefined || !isOld) continue;
    return fail({
      what: `${story.name} exited with code ${run.exit.exitCode} after its configuration had changed.`,
      ...changeCrash,
      cause: 'a change of the mounted files ends the running program, in every pod at about the same time',
      pod: story.name,
      at: run.exit.at,
    });
  }
  return undefined;
}
