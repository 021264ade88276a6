import type { ContainerSpec } from '../spec/index.ts';

/**
 * Ends containers all at once, but for the turns of sidecars: each is signalled only once all main containers and the
 * sidecars that started after it have been ended, their preStop included, however soon their process was gone
 * (pkg/kubelet/kuberuntime/kuberuntime_termination_order.go). Nobody waits for an init container, nor for what no longer
 * runs.
 *
 * @param running those that still run, in the order in which they start
 * @param end ends one of them; `turn`, where there is one, settles when it may be signalled
 */
export async function endInTurns<Ending extends { readonly spec: ContainerSpec }>(
  running: readonly Ending[],
  end: (ending: Ending, turn: Promise<unknown> | undefined) => Promise<void>,
): Promise<void> {
  const all = running.map((ending) => ({
    ending,
    role: ending.spec.role,
    over: Promise.withResolvers<void>(),
  }));
  await Promise.all(
    all.map(async ({ ending, role, over }, index) => {
      const before = all.filter(
        (other, place) => other.role === 'main' || (other.role === 'sidecar' && place > index),
      );
      await end(
        ending,
        role === 'sidecar' ? Promise.all(before.map((other) => other.over.promise)) : undefined,
      );
      over.resolve();
    }),
  );
}
