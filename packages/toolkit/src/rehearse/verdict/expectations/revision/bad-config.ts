import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { noRequestLost } from '../no-request-lost.ts';
import { isLogKept } from '../../log/kept-logs.ts';
import { notValidated } from './configuration-faults.ts';
import { podsRolledOut, readyOne } from './revision.ts';

/** A rollout in which a variable is missing or malformed. */
export const badConfig: readonly Expectation[] = [
  { name: 'bad-config/fails-fast', pattern: 5, judge: failsFast },
  { name: 'bad-config/old-pods-serve', pattern: 5, judge: oldPodsServe },
];

/** What a pod loses that took the broken configuration is that fault again, and not one of the rollout. */
function oldPodsServe(act: Act): readonly Finding[] {
  const [broken] = act.found('variable-broken');
  const taken = new Set(broken === undefined ? [] : podsRolledOut(act, broken.at).map(({ name }) => name));
  return noRequestLost(act, ({ request }) => request.pod === undefined || !taken.has(request.pod));
}

/** The new pod exits with a message on its log that names the variable. */
function failsFast(act: Act): Finding {
  const [broken] = act.found('variable-broken');
  const stories = broken === undefined ? [] : podsRolledOut(act, broken.at);
  const [first] = stories;
  if (broken === undefined || first === undefined)
    return notShown('No pod of the broken revision was created.');
  const variable = String(broken.value);
  const ready = readyOne(stories);
  const at = first.createdAt;
  if (ready !== undefined)
    return fail({
      what: `A pod without a usable ${variable} became ready.`,
      ...notValidated,
      cause: `${variable} is not checked at the start: the rollout goes on, and requests that need it fail later`,
      pod: ready.name,
      at,
    });
  const refused = first.of('container-waiting').find(({ reason }) => reason !== 'CrashLoopBackOff');
  if (refused !== undefined) return pass(`The container was not even created: ${refused.reason}.`);
  const exits = stories.flatMap(({ runs }) =>
    runs.flatMap(({ exit, startedAt }) => (exit ? [{ ...exit, startedAt }] : [])),
  );
  const exit = exits.find(({ exitCode }) => exitCode !== 0);
  if (exit === undefined)
    return fail({
      what: `With ${variable} broken the new pod neither exited with an error nor became ready.`,
      ...notValidated,
      cause: `the program goes on without a usable ${variable} and hangs, instead of saying so`,
      pod: first.name,
      at,
    });
  const names = new Set(stories.map(({ name }) => name));
  const lines = act.evidence.logs.filter(({ pod }) => names.has(pod));
  const after = seconds(exit.at - exit.startedAt);
  if (lines.some(({ text }) => text.includes(variable)))
    return pass(
      `It exited ${after} after its start with code ${exit.exitCode}, and its log names ${variable}.`,
    );
  if (!isLogKept(act.evidence, exit.at))
    return notShown('There were too many lines of logs to keep those of the pod that exited.');
  return fail({
    what: `It exited ${after} after its start with code ${exit.exitCode}, and ${lines.length === 0 ? 'wrote nothing' : `none of ${count(lines.length, 'line')} names ${variable}`}.`,
    fault: 'config-error-silent',
    cause: 'whoever reads the log of the failing pod is not told which variable is wrong',
    fix: 'say the name of every wrong variable, and what is wrong with it, in one message before the exit',
    pod: first.name,
    at: exit.at,
  });
}
