import type { Container } from '../../model/index.ts';
import type { Clock } from '../clock.ts';
import type { PodSandbox, RunningContainer } from '../engines/index.ts';
import { httpUrl } from './probes/index.ts';

/** A postStart or preStop of a manifest. */
export type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** Where a hook is run. */
export interface HookTarget {
  readonly container: Container;
  readonly running: RunningContainer;
  readonly sandbox: PodSandbox;
  readonly clock: Clock;
}

/**
 * Runs a hook (pkg/kubelet/lifecycle/handlers.go): a command that must exit 0, a GET for which any status is success, or
 * a pause.
 *
 * @throws when it failed, and the signal's reason once it aborts
 */
export async function runHook(hook: Hook, target: HookTarget, signal: AbortSignal): Promise<void> {
  if (hook.exec) {
    const code = await target.running.exec(hook.exec.command ?? [], signal);
    if (code !== 0) throw new Error(`exit status ${code}`);
  } else if (hook.httpGet) await get(hook.httpGet, target, signal);
  else if (hook.sleep) await target.clock.sleep(hook.sleep.seconds * 1000, signal);
  else throw new Error('a hook is a command, a GET or a sleep');
}

async function get(
  action: NonNullable<Hook['httpGet']>,
  { container, sandbox }: HookTarget,
  signal: AbortSignal,
): Promise<void> {
  const url = httpUrl(action, container, sandbox.ip);
  const { httpHeaders = [] } = action;
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
  await sandbox.network.get({ url, headers }, signal);
}
