import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import {
  lapses,
  outages,
  overlap,
  readyTimes,
  type EventOf,
  type Interval,
  type PodStory,
} from '../../pods/index.ts';
import { outageExits } from '../../loss/index.ts';
import type { Act } from '../../view.ts';
import { lastLines, lastWords } from '../../log/last-words.ts';
import { outageOf, probeKills } from '../probe-kills.ts';
import { otherLosses } from '../no-request-lost.ts';

/** Each dependency is slow, cut off, resets and refuses connections, and comes back. */
export const dependencyOutage: readonly Expectation[] = [
  { name: 'dependency-outage/no-crash', pattern: 4, judge: noCrash },
  { name: 'dependency-outage/liveness-stays-green', pattern: 4, judge: livenessStaysGreen },
  { name: 'dependency-outage/readiness-as-declared', pattern: 4, judge: readinessAsDeclared },
  { name: 'dependency-outage/recovers', pattern: 4, judge: recovers },
];

type Outage = Interval & { readonly name: string };

/** No program ends because a dependency goes. */
function noCrash(act: Act): Finding {
  const out = outagesIn(act);
  if (out.length === 0) return notShown('No dependency was taken away.');
  const exits = [...act.pods.values()].flatMap((story) =>
    out.flatMap((outage) =>
      outageExits(story, outage).map((run) => ({ story, outage, run, exit: run.exit })),
    ),
  );
  // The one that is out goes before one that has just come back.
  const fallen = exits.filter(
    ({ exit, outage }) =>
      exit.at <= outage.to || !exits.some((other) => other.exit === exit && exit.at <= other.outage.to),
  );
  const [first] = fallen;
  if (first === undefined) {
    const others = otherLosses(act, []);
    return pass(
      `No container exited by itself while a dependency was out${others === '' ? '' : `; requests lost: ${others}`}.`,
    );
  }
  const { story, run, exit } = first;
  const names = new Set(fallen.map(({ outage }) => outage.name));
  const pods = new Set(fallen.map(({ story: { name } }) => name));
  const lost = act.lost.filter(({ cause }) => cause === 'crashed');
  const others = otherLosses(act, lost);
  return fail({
    what: `The program of ${count(pods.size, 'pod')} exited by itself while ${[...names].join(', ')} was out, first with code ${exit.exitCode}; ${count(lost.length, 'request')} lost to that${others === '' ? '' : `, besides ${others}`}.`,
    fault: 'exits-on-outage',
    cause: `the program does not outlive its connection to ${[...names].join(', ')}: ${lastWords(story, run, act.evidence.logs)}`,
    fix: 'handle the errors of connections that are idle too (an `error` listener on pools and clients in Node, no log.Fatal or panic on them in Go), and connect again with back-off',
    output: lastLines(story, run, act.evidence.logs),
    ...(lost.length > 0 && { requests: lost.map(({ request }) => request.id) }),
    pod: story.name,
    at: exit.at,
  });
}

/**
 * One failure of a liveness probe may be chance, such as a loaded machine; two pods or two probes that fail while a dependency
 * is out are not.
 */
const FAILURES = 2;

function livenessStaysGreen(act: Act): Finding {
  const out = outagesIn(act);
  if (out.length === 0) return notShown('No dependency was taken away.');
  const probes = [...act.pods.values()].flatMap((story) =>
    story
      .of('probe')
      .filter(
        (probe) =>
          probe.probe === 'liveness' &&
          out.some((one) => overlap(one, { from: probe.startedAt, to: probe.at })) &&
          !isGone(story, probe),
      ),
  );
  if (probes.length === 0) return notShown('No liveness probe was asked while a dependency was out.');
  const failed = probes.filter(({ outcome }) => outcome === 'failure');
  const kill = probeKills(act).find((one) => outageOf(one, act) !== undefined);
  if (failed.length < FAILURES && kill === undefined)
    return pass(`Liveness was asked ${count(probes.length, 'time')} during outages and stayed green.`);
  const [first] = failed;
  const names = new Set(
    out
      .filter((one) => failed.some(({ at, startedAt }) => overlap(one, { from: startedAt, to: at })))
      .map(({ name }) => name),
  );
  return fail({
    what: `${failed.length} of ${count(probes.length, 'liveness probe')} failed while a dependency was out${kill === undefined ? '' : ', and the kubelet restarted the container'}.`,
    fault: 'liveness-depends-on-dependency',
    cause: `liveness fails while ${[...names].join(', ') || 'a dependency'} is out (${first?.message ?? 'no message'}): an outage would restart every pod, which mends nothing`,
    fix: 'let liveness say only that the process can make progress; dependencies belong into readiness',
    pod: first?.pod,
    at: first?.at,
  });
}

/** Whether the process had ended when its probe was answered: it says nothing of what the probe depends on. */
function isGone(story: PodStory, { container, startedAt, at }: EventOf<'probe'>): boolean {
  const run = story.runs.findLast((one) => one.container === container && one.startedAt <= startedAt);
  return run?.exit !== undefined && run.exit.at <= at;
}

/** With fewer failed requests than this, in an outage, the load hardly needs the dependency. */
const MISSED = 5;

/**
 * Readiness follows critical dependencies, and no others. A critical one that the load's requests can do without may stay
 * unnoticed: what fails nobody is no fault.
 */
function readinessAsDeclared(act: Act): readonly Finding[] {
  const out = outagesIn(act);
  if (out.length === 0) return [notShown('No dependency was taken away.')];
  const failures = new Map<string, Finding>();
  for (const outage of out) {
    const alone = !out.some((other) => other.name !== outage.name && overlap(other, outage));
    const failure = isCritical(act, outage)
      ? neverRed(act, outage)
      : alone
        ? redWithout(act, outage)
        : undefined;
    if (failure !== undefined) failures.set(`${failure.fault} ${outage.name}`, failure);
  }
  if (failures.size > 0) return [...failures.values()];
  const unnoticed = out.find((outage) => isCritical(act, outage) && !turnsReadiness(act, outage));
  if (act.evidence.workload.unsent !== undefined && unnoticed !== undefined)
    return [
      notShown(
        `Every pod stayed ready while ${unnoticed.name} was out, and no request was sent that could have failed for it.`,
        `check ${unnoticed.name} in readiness where the work needs it, or declare it as not critical: without a check, a rollout to a wrong address of it goes through`,
      ),
    ];
  return [pass('Readiness followed the dependencies that are critical, and no others.')];
}

/** Whether a pod became unready in the outage, or as it ended. */
function turnsReadiness({ pods }: Act, { from, to }: Outage): boolean {
  return [...pods.values()].some((story) =>
    readyTimes(story).some((ready) => ready.to >= from && ready.to <= to + 1000),
  );
}

function neverRed(act: Act, outage: Outage): Finding | undefined {
  const missed = act.lost.filter(
    ({ request, cause }) =>
      cause === 'outage' &&
      request.fate === 'status' &&
      request.endedAt >= outage.from &&
      request.sentAt <= outage.to,
  );
  if (turnsReadiness(act, outage) || missed.length < MISSED) return undefined;
  return fail({
    what: `${count(missed.length, 'request')} failed by a status of 500 or more while ${outage.name} was out for ${seconds(outage.to - outage.from)}, and every pod stayed ready.`,
    fault: 'readiness-never-red',
    cause: `readiness does not look at ${outage.name}, which is critical: traffic goes on to pods that can only fail`,
    fix: `check ${outage.name} in readiness, in the background, or declare it as not critical`,
    requests: missed.map(({ request }) => request.id),
    at: outage.from,
  });
}

function redWithout(act: Act, outage: Outage): Finding | undefined {
  const turned = [...act.pods.values()].find((story) =>
    lapses(story).some(
      ({ from, to }) =>
        from < outage.from &&
        to > outage.from &&
        to <= outage.to &&
        // A container that has gone is not ready whatever its probe asks.
        !story.runs.some(({ exit }) => exit !== undefined && exit.at >= outage.from && exit.at <= to),
    ),
  );
  if (turned === undefined) return undefined;
  return fail({
    what: `${turned.name} became unready while ${outage.name} was out, which is not critical.`,
    fault: 'not-ready-on-outage',
    cause: `readiness depends on ${outage.name}: its outage takes the whole service away`,
    fix: `leave ${outage.name} out of readiness and serve without it, or declare it as critical`,
    pod: turned.name,
    at: outage.from,
  });
}

function recovers({ found }: Act): Finding {
  const recovered = found('dependency-recovered');
  if (recovered.length === 0) return notShown('No dependency was taken away.');
  const missed = recovered.find(({ value }) => value !== true);
  if (missed === undefined) return pass('Every pod was ready again once the dependency was back.');
  return fail({
    what: 'Not every pod was ready again after a dependency was back.',
    fault: 'no-recovery',
    cause: 'the program does not connect again by itself',
    fix: 'reconnect with back-off, and drop connections that have gone silent',
    at: missed.at,
  });
}

function outagesIn({ evidence, isIn }: Act): readonly Outage[] {
  return outages(evidence.events).filter(({ from }) => isIn(from));
}

function isCritical({ evidence }: Act, { name }: Outage): boolean {
  return evidence.workload.dependencies.some((one) => one.name === name && one.critical);
}
