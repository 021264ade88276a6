import type { ProbeContract, ServiceContract } from '@seaworthy/contract';
import type { Probe } from '../../model/index.ts';
import { isOnRuntime, type ManifestOptions } from '../options.ts';
import { note, type Annotated } from '../text/index.ts';

/** The three probes, each with numbers of its own. */
export interface Probes {
  readonly startupProbe?: Annotated<Probe>;
  readonly livenessProbe?: Annotated<Probe>;
  readonly readinessProbe?: Annotated<Probe>;
}

/** A start that waits for a dependency may take this long: a restart would not bring the dependency back sooner. */
const WAITING_START_SECONDS = 300;
const PLAIN_START_SECONDS = 60;
/** A busy node starts a process many times slower than an idle one. */
const START_FACTOR = 10;

/** How long a pod may take to start, and why. */
export function startBudget({ contract, startMs }: ManifestOptions): { seconds: number; reason: string } {
  const waits = (contract.dependencies ?? []).some(({ critical }) => critical);
  const base = waits ? WAITING_START_SECONDS : PLAIN_START_SECONDS;
  const reason = waits
    ? `${base} s: a critical dependency that is down at start is waited for; a restart would not bring it back sooner.`
    : `${base} s: enough for any start that will succeed on a busy node.`;
  if (startMs === undefined)
    return { seconds: base, reason: `${reason} Start time was not measured (--measure-start).` };
  const measured = `Measured start: ${(startMs / 1000).toFixed(1)} s.`;
  const scaled = Math.ceil((startMs / 1000) * START_FACTOR);
  if (scaled <= base) return { seconds: base, reason: `${reason} ${measured}` };
  return {
    seconds: scaled,
    reason: `${scaled} s: ${START_FACTOR} times the measured start, for a busy node. ${measured}`,
  };
}

/** The probes of the contract. A service without a startup probe is asked for liveness at start. */
export function probesOf(options: ManifestOptions): Probes {
  const { contract } = options;
  const { liveness, readiness, startup = liveness ?? readiness } = contract.probes;
  return {
    ...(startup && { startupProbe: startupProbe(options, startup) }),
    ...(liveness && { livenessProbe: livenessProbe(contract, liveness) }),
    ...(readiness && { readinessProbe: readinessProbe(contract, readiness) }),
  };
}

function startupProbe(options: ManifestOptions, probe: ProbeContract): Annotated<Probe> {
  const { seconds, reason } = startBudget(options);
  return {
    ...action(options.contract, probe),
    periodSeconds: note(
      1,
      'Readiness begins after this probe, so each second here is a second of every rollout.',
    ),
    timeoutSeconds: note(1, 'As long as the period: probes do not overlap.'),
    failureThreshold: note(seconds, reason),
  };
}

function livenessProbe(contract: ServiceContract, probe: ProbeContract): Annotated<Probe> {
  const [timeout, why] = isOnRuntime(contract)
    ? [2, 'The answer comes from a thread of its own, in milliseconds; 2 s leave room for a throttled CPU.']
    : [5, 'The program answers between its requests; a busy moment is no death.'];
  return {
    ...action(contract, probe),
    periodSeconds: note(10, 'A restart is the last resort, and need not be quick.'),
    timeoutSeconds: note(timeout, why),
    failureThreshold: note(3, '30 s of failing before a restart, which drops every request of the pod.'),
  };
}

function readinessProbe(contract: ServiceContract, probe: ProbeContract): Annotated<Probe> {
  const timeout = isOnRuntime(contract) ? 2 : 3;
  return {
    ...action(contract, probe),
    periodSeconds: note(
      5,
      'Out of rotation within 10 s of turning red. A pod that is deleted leaves it at once, without a probe.',
    ),
    timeoutSeconds: note(timeout, 'Less than the period.'),
    failureThreshold: note(2, 'One lost packet does not take a pod out of rotation.'),
    successThreshold: note(1, 'One good answer brings it back.'),
  };
}

function action(contract: ServiceContract, { port, path }: ProbeContract) {
  if (path !== undefined) return { httpGet: { path, port } };
  const number = contract.ports.find(({ name }) => name === port)?.port ?? 0;
  return { grpc: { port: note(number, `The port ${port}; a gRPC probe takes no name.`) } };
}
