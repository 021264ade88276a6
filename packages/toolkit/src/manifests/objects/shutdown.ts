import { ShutdownDefault, type ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../../errors.ts';
import { note, type Annotated } from '../text/index.ts';
import { clientPorts } from './service.ts';

/** Less time for work after the drain than this, and the drain is in vain. */
const MIN_WORK_SECONDS = 1;

/** The one deadline of a pod's end, in whole seconds, and what it is made of. */
export interface ShutdownPlan {
  readonly graceSeconds: number;
  readonly preStopSeconds: number;
  /** Whether the preStop sleep is ours, because the program stops listening at once. */
  readonly preStopAdded: boolean;
  readonly drainSeconds: number;
  readonly workSeconds: number;
}

/**
 * grace = preStop + drain + work + margin. A program that goes on accepting after the signal needs no preStop; one that
 * stops at once gets a sleep before the signal, on top of the grace period that its contract states. Without ports for clients
 * nobody sends it requests.
 *
 * @throws ToolkitError SW_MANIFEST_BUDGET when nothing is left for work
 */
export function planShutdown(contract: ServiceContract): ShutdownPlan {
  const {
    gracePeriodSeconds,
    preStopSeconds: stated = 0,
    drainDelaySeconds: drainSeconds,
  } = contract.shutdown;
  const preStopAdded = drainSeconds === 0 && stated === 0 && clientPorts(contract).length > 0;
  const preStopSeconds = Math.ceil(preStopAdded ? ShutdownDefault.drainDelaySeconds : stated);
  const graceSeconds = Math.ceil(gracePeriodSeconds) + (preStopAdded ? preStopSeconds : 0);
  const workSeconds = graceSeconds - preStopSeconds - drainSeconds - ShutdownDefault.marginSeconds;
  const plan = { graceSeconds, preStopSeconds, preStopAdded, drainSeconds, workSeconds };
  if (workSeconds < MIN_WORK_SECONDS)
    throw new ToolkitError('SW_MANIFEST_BUDGET', {
      what: `${arithmetic(plan)}; work needs at least ${MIN_WORK_SECONDS} s`,
    });
  return plan;
}

/** `30 = 0 preStop + 5 drain + 24 work + 1 margin`, in seconds. */
export function arithmetic({
  graceSeconds,
  preStopSeconds,
  drainSeconds,
  workSeconds,
}: ShutdownPlan): string {
  const { marginSeconds } = ShutdownDefault;
  return `${graceSeconds} = ${preStopSeconds} preStop + ${drainSeconds} drain + ${workSeconds} work + ${marginSeconds} margin`;
}

/** The pod's terminationGracePeriodSeconds. */
export function gracePeriod(plan: ShutdownPlan): Annotated<number> {
  return note(plan.graceSeconds, `${arithmetic(plan)} for the last log lines; SIGKILL comes after it.`);
}

/** The container's preStop hook; undefined for a program that drains by itself. */
export function preStop(
  plan: ShutdownPlan,
): Annotated<{ preStop: { sleep: { seconds: number } } }> | undefined {
  const { preStopSeconds, preStopAdded } = plan;
  if (preStopSeconds === 0) return undefined;
  const reason = preStopAdded
    ? 'The program stops listening at the signal, so the signal waits until every proxy has seen the endpoint go (0.2–2 s as a rule, 5 s with room).'
    : 'As the contract says.';
  return {
    preStop: {
      sleep: { seconds: note(preStopSeconds, `${reason} The kubelet itself sleeps: no shell is needed.`) },
    },
  };
}
