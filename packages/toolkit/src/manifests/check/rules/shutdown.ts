import { EnvName, ShutdownDefault } from '@seaworthy/contract';
import type { Container } from '../../../model/index.ts';
import { clientPorts } from '../../objects/service.ts';
import { isOnRuntime } from '../../options.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** Below this no request in flight is likely to be finished. */
const MIN_WORK_SECONDS = 1;

/** The grace period against what the process spends of it, before and after the signal. */
export function shutdown(subject: Subject): Finding[] {
  const { contract, pod, container, atPod, atContainer } = subject;
  const graceSeconds = pod.terminationGracePeriodSeconds ?? ShutdownDefault.gracePeriodSeconds;
  const preStopSeconds = preStopOf(container);
  if (preStopSeconds === undefined) return [];
  const believed = believedByProcess(subject);
  const findings: Finding[] = [];
  const { drainSeconds } = believed;
  const needed = preStopSeconds + drainSeconds + MIN_WORK_SECONDS + ShutdownDefault.marginSeconds;
  const granted = graceSeconds - preStopSeconds;
  const expected = believed.graceSeconds - believed.preStopSeconds;
  const grace = atPod('terminationGracePeriodSeconds');
  const sum = `grace ${graceSeconds} s − preStop ${preStopSeconds} s`;
  if (graceSeconds < needed)
    findings.push(
      finding(
        'shutdown/no-time-for-work',
        grace,
        `${sum} − drain ${drainSeconds} s − margin ${ShutdownDefault.marginSeconds} s leaves ${granted - drainSeconds - ShutdownDefault.marginSeconds} s for requests in flight`,
        `Set terminationGracePeriodSeconds to at least ${Math.ceil(needed)}.`,
      ),
    );
  else if (granted < expected)
    findings.push(
      finding(
        'shutdown/killed-early',
        grace,
        `${sum} leaves ${granted} s after SIGTERM, but the process counts on ${expected} s and is killed before it ends`,
        `Set terminationGracePeriodSeconds to ${Math.ceil(expected + preStopSeconds)}${isOnRuntime(contract) ? `, or ${EnvName.gracePeriod} to ${graceSeconds}s and ${EnvName.preStop} to ${preStopSeconds}s` : ''}.`,
      ),
    );
  if (drainSeconds === 0 && preStopSeconds === 0 && clientPorts(contract).length > 0)
    findings.push(
      finding(
        'shutdown/stops-listening-at-once',
        atContainer('lifecycle'),
        'The program stops listening at SIGTERM, while proxies still send it requests for up to some seconds; they are refused',
        `Add lifecycle.preStop.sleep.seconds: ${ShutdownDefault.drainDelaySeconds} and as much to terminationGracePeriodSeconds.`,
      ),
    );
  return findings;
}

/** Seconds that the preStop hook takes; undefined where they cannot be told, as of a script that sleeps again and again. */
function preStopOf({ lifecycle }: Container): number | undefined {
  const hook = lifecycle?.preStop;
  if (hook == null) return 0;
  if (hook.sleep != null) return hook.sleep.seconds;
  const run = hook.exec?.command?.join(' ') ?? '';
  if (/(^|[\s;&|(])(for|until|while)\s/.test(run)) return undefined;
  const sleeps = [...run.matchAll(/\bsleep((?:\s+\d+(?:\.\d+)?[smhd]?(?![\w.]))+)/g)].map(([, times = '']) =>
    sleepSeconds(times.trim().split(/\s+/)),
  );
  // Of branches, and beside what runs in the background, they do not add up.
  const areOneByOne = !/(^|[\s;&|(])(if|case)\s|\|\||(?<![&>])&(?!&)/.test(run);
  return areOneByOne && sleeps.length > 0 ? sleeps.reduce((sum, seconds) => sum + seconds) : sleeps[0];
}

/** The arguments of `sleep` are added up, each with a unit of its own (GNU coreutils, busybox). */
function sleepSeconds(times: readonly string[]): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  return times.reduce((sum, time) => sum + Number.parseFloat(time) * (units[time.at(-1) ?? ''] ?? 1), 0);
}

/** What the process itself takes for its budget: our runtime reads it from its environment. */
function believedByProcess({ contract, variables }: Subject) {
  const seconds = (name: string, otherwise: number) => {
    const text = isOnRuntime(contract) ? variables.byName.get(name)?.value : undefined;
    return (text === undefined ? undefined : parseSeconds(text)) ?? otherwise;
  };
  const { gracePeriodSeconds, preStopSeconds = 0, drainDelaySeconds } = contract.shutdown;
  return {
    graceSeconds: seconds(EnvName.gracePeriod, gracePeriodSeconds),
    preStopSeconds: seconds(EnvName.preStop, preStopSeconds),
    drainSeconds: seconds(EnvName.drainDelay, drainDelaySeconds),
  };
}

/** `30`, `30s`, `500ms`, `1m30s` as seconds. */
function parseSeconds(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const units = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}
