import type { Container, Probe } from '../object.ts';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';
import { portFault } from './names.ts';

type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** What a probe asks by, or a hook does. */
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<Hook, 'sleep'>;

/** By what a probe asks, and what a hook may do. */
export const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
const hookHandlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;

/**
 * A container's hooks (`validateLifecycle`).
 *
 * @param grace of the pod, in seconds
 */
export function checkHooks(
  { lifecycle }: Container,
  path: readonly PathStep[],
  tell: Tell,
  grace: number,
): void {
  for (const name of ['postStart', 'preStop'] as const) {
    const hook = lifecycle?.[name];
    const place = [...path, 'lifecycle', name];
    if (hook === undefined) continue;
    checkHandler(hook, hookHandlers, place, tell);
    const { seconds = 0 } = hook.sleep ?? {};
    if (seconds < 0) tell([...place, 'sleep', 'seconds'], 'it may not be negative');
    else if (grace >= 0 && seconds > grace)
      tell(
        [...place, 'sleep', 'seconds'],
        `it may not be above the pod's terminationGracePeriodSeconds, which is ${grace}`,
      );
  }
}

/** That a handler is one, and whole (`validateHandler`). */
export function checkHandler(
  handler: Handler,
  kinds: readonly (keyof Handler)[],
  path: readonly PathStep[],
  tell: Tell,
): void {
  const found = kinds.filter((kind) => handler[kind] !== undefined);
  if (found.length !== 1)
    tell(path, `it has one of ${kinds.join(', ')}, and this one ${found.join(' and ') || 'none'}`);
  if (handler.exec !== undefined && (handler.exec.command ?? []).length === 0)
    tell([...path, 'exec', 'command'], 'there is nothing to run');
  for (const kind of ['httpGet', 'tcpSocket', 'grpc'] as const) {
    const port = handler[kind]?.port;
    const fault = port === undefined ? undefined : portFault(port);
    if (fault !== undefined) tell([...path, kind, 'port'], fault);
  }
}
