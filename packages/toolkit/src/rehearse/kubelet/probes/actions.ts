import { resolvePort, type Container, type Probe } from '../../../model/index.ts';
import type { PodSandbox, RunningContainer } from '../../engines/index.ts';
import { probeCommand } from '../container-config/index.ts';
import { exitWords, LEFT_OPEN } from '../exit-words.ts';
import { unanswered, type Finding } from './finding.ts';
import { probeHttp } from './http.ts';

/** Whom a probe asks. */
export interface ProbeTarget {
  readonly container: Container;
  readonly running: RunningContainer;
  readonly sandbox: Pick<PodSandbox, 'ip' | 'network'>;
}

/**
 * Asks once, by whichever of the four actions the probe has. One without an action succeeds (pkg/kubelet/prober
 * runProbe).
 *
 * @throws what the kubelet takes for a fault of the asking
 */
export function ask(action: Probe, target: ProbeTarget, signal: AbortSignal): Promise<Finding> {
  const { container, sandbox } = target;
  if (action.exec) return probeExec(probeCommand(action.exec.command ?? [], container), target, signal);
  if (action.httpGet) return probeHttp(action.httpGet, container, sandbox, signal);
  if (action.tcpSocket) return probeTcp(action.tcpSocket, target, signal);
  if (action.grpc) return probeGrpc(action.grpc, target, signal);
  return Promise.resolve({ outcome: 'success', message: 'nothing to ask' });
}

/** Exit status 0 passes. A time-out is a failure; a command that could not be run is a fault of the asking. */
async function probeExec(
  command: readonly string[],
  { running }: ProbeTarget,
  signal: AbortSignal,
): Promise<Finding> {
  let isLeftOpen = false;
  try {
    const result = await running.exec(command, signal, () => (isLeftOpen = true));
    return { outcome: result.code === 0 ? 'success' : 'failure', message: exitWords(result) };
  } catch (error) {
    if (signal.aborted) return unanswered(isLeftOpen ? LEFT_OPEN : signal.reason);
    throw error;
  }
}

/** A connection passes. */
async function probeTcp(
  action: NonNullable<Probe['tcpSocket']>,
  { container, sandbox }: ProbeTarget,
  signal: AbortSignal,
): Promise<Finding> {
  const port = resolvePort(action.port, container);
  if (port === undefined) throw new Error(`the container has no port ${action.port}`);
  return sandbox.network
    .connect(action.host || sandbox.ip, port, signal)
    .then((): Finding => ({ outcome: 'success', message: `port ${port} accepted` }), unanswered);
}

/** SERVING passes. */
function probeGrpc(
  { port, service = '' }: NonNullable<Probe['grpc']>,
  { sandbox }: ProbeTarget,
  signal: AbortSignal,
): Promise<Finding> {
  return sandbox.network
    .checkHealth(sandbox.ip, port, service, signal)
    .then(
      (status): Finding => ({ outcome: status === 'SERVING' ? 'success' : 'failure', message: status }),
      unanswered,
    );
}
