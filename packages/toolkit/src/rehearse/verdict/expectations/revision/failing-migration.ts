import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { noRequestLost } from '../no-request-lost.ts';
import { podsRolledOut, readyOne } from './revision.ts';

/** A rollout whose init container fails. */
export const failingMigration: readonly Expectation[] = [
  { name: 'failing-migration/stops-the-rollout', pattern: 10, judge: stops },
  { name: 'failing-migration/old-pods-serve', pattern: 10, judge: (act) => noRequestLost(act) },
];

function stops(act: Act): Finding {
  const [broken] = act.found('init-broken');
  const stories = broken === undefined ? [] : podsRolledOut(act, broken.at);
  if (broken === undefined || stories.length === 0)
    return notShown('No pod with a failing migration was created.');
  const ready = readyOne(stories);
  const failures = stories.flatMap((story) =>
    story
      .of('container-exited')
      .filter(({ container, exitCode }) => container === broken.value && exitCode !== 0),
  );
  if (ready === undefined)
    return failures.length === 0
      ? notShown(`The init container ${broken.value} was not seen to fail.`)
      : pass(
          `${broken.value} failed ${count(failures.length, 'time')}, and no pod of the new revision served.`,
        );
  return fail({
    what: `${ready.name} became ready although ${broken.value} failed.`,
    fault: 'migration-not-gated',
    cause: 'new code serves on the old schema: what runs the migration does not hold up the program',
    fix: 'run the migration in an init container whose failure is its exit status, or have the program check the schema before it is ready',
    pod: ready.name,
    at: ready.createdAt,
  });
}
