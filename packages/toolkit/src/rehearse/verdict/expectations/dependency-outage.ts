import { fail, notShown, pass, type Expectation, type Finding } from '../expectation.ts';
import { count, seconds } from '../figures.ts';
import { lapses, outages, overlap, readyTimes, type Interval } from '../pods/index.ts';
import type { Act } from '../view.ts';
import { RECONNECT_MS } from '../loss/index.ts';
import { lastWords } from './last-words.ts';
import { outageOf, probeKills } from './liveness.ts';

/** Each dependency is cut off, refuses connections, and comes back. */
export const dependencyOutage: readonly Expectation[] = [
  { name: 'dependency-outage/liveness-stays-green', pattern: 4, judge: livenessStaysGreen },
  { name: 'dependency-outage/readiness-as-declared', pattern: 4, judge: readinessAsDeclared },
  { name: 'dependency-outage/no-exit', pattern: 4, judge: noExit },
  { name: 'dependency-outage/recovers', pattern: 4, judge: recovers },
];

type Outage = Interval & { readonly name: string };

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
        ({ at, startedAt, probe }) =>
          probe === 'liveness' && out.some((one) => overlap(one, { from: startedAt, to: at })),
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
    ...(first !== undefined && { pod: first.pod, at: first.at }),
  });
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
  return [pass('Readiness followed the dependencies that are critical, and no others.')];
}

function neverRed(act: Act, outage: Outage): Finding | undefined {
  const turned = [...act.pods.values()].some((story) =>
    readyTimes(story).some(({ to }) => to >= outage.from && to <= outage.to + 1000),
  );
  const missed = act.lost.filter(
    ({ request, cause }) =>
      cause === 'outage' &&
      request.fate === 'status' &&
      request.endedAt >= outage.from &&
      request.sentAt <= outage.to,
  );
  if (turned || missed.length < MISSED) return undefined;
  return fail({
    what: `${count(missed.length, 'request')} failed by a status of 500 or more while ${outage.name} was out for ${seconds(outage.to - outage.from)}, and every pod stayed ready.`,
    fault: 'readiness-never-red',
    cause: `readiness does not look at ${outage.name}, which is critical: traffic goes on to pods that can only fail`,
    fix: `check ${outage.name} in readiness, in the background, or declare it as not critical`,
    requests: missed.slice(0, 20).map(({ request }) => request.id),
    at: outage.from,
  });
}

function redWithout(act: Act, outage: Outage): Finding | undefined {
  const turned = [...act.pods.values()].find((story) =>
    lapses(story).some(({ from, to }) => from < outage.from && to > outage.from && to <= outage.to),
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

/** An outage ends no process: restarting mends nothing, and each restart waits longer than the one before. */
function noExit(act: Act): Finding {
  const out = outagesIn(act);
  if (out.length === 0) return notShown('No dependency was taken away.');
  const exits = [...act.pods.values()].flatMap((story) =>
    story.runs.flatMap((run) => {
      const { exit, killed, stop } = run;
      if (exit === undefined || killed !== undefined || stop !== undefined || exit.reason === 'OOMKilled')
        return [];
      const outage = out.find(({ from, to }) => exit.at >= from && exit.at <= to + RECONNECT_MS);
      return outage === undefined ? [] : [{ story, exit, outage }];
    }),
  );
  const [first] = exits;
  if (first === undefined) return pass('No container exited while a dependency was out.');
  const lost = act.lost.filter(({ cause }) => cause === 'crashed');
  return fail({
    what: `Containers exited by themselves ${count(exits.length, 'time')} while ${first.outage.name} was out, first with code ${first.exit.exitCode}${lost.length === 0 ? '' : `, and ${count(lost.length, 'request')} were lost to that`}.`,
    fault: 'exits-on-outage',
    cause: lastWords(first.story.name, act.evidence.logs),
    fix: 'keep a lost connection from ending the process: listen to the errors of clients and pools, and connect again with back-off',
    requests: lost.slice(0, 20).map(({ request }) => request.id),
    pod: first.story.name,
    at: first.exit.at,
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
