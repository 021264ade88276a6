import { constants } from 'node:os';
import type { ExitReason } from '../../events.ts';
import type { Exit } from '../../engines/index.ts';

/** containerd's status of a container whose command could not be executed. */
const START_ERROR = 128;

/**
 * The exit code and the reason of a status: 128 + n for signal n, and OOMKilled for whatever code once the cgroup saw the
 * kernel kill for memory (containerd internal/cri, pkg/kubelet/kuberuntime).
 */
export function terminationOf({ code, signal, oomKilled }: Exit): { exitCode: number; reason: ExitReason } {
  const exitCode = signal === undefined ? (code ?? 0) : 128 + constants.signals[signal];
  return { exitCode, reason: reasonOf(exitCode, oomKilled === true) };
}

function reasonOf(exitCode: number, oomKilled: boolean): ExitReason {
  if (oomKilled) return 'OOMKilled';
  if (exitCode === START_ERROR) return 'StartError';
  return exitCode === 0 ? 'Completed' : 'Error';
}
