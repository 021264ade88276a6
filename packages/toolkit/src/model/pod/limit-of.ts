import type { Container, PodSpec } from '../object.ts';
import { parseQuantity } from '../quantity.ts';

/** What a container may use at most, in cores or bytes: its own limit, else the pod's as a whole. Undefined: as much as there is, which 0 says too. */
export function limitOf(
  container: Pick<Container, 'resources'>,
  pod: PodSpec,
  name: 'cpu' | 'memory',
): number | undefined {
  const [own, whole] = [container, pod].map(({ resources }) => parseQuantity(resources?.limits?.[name]));
  return own || whole || undefined;
}
