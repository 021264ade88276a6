import type { Container } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/**
 * Variables and ports that a container states twice. An API server takes them with a warning, but a server-side apply tells the
 * items of these lists apart by what is the same here, and refuses the object (`duplicate entries for key`).
 */
export function repeated({ pod, atPod }: Subject): Finding[] {
  return (['initContainers', 'containers'] as const).flatMap((field) =>
    (pod[field] ?? []).flatMap((container, index) =>
      repeatsIn(container).map(({ list, at, message }) =>
        finding(`repeated/${list}`, atPod(field, index, list, at), message, 'Take one of them out.'),
      ),
    ),
  );
}

const refused = 'a server-side apply, such as that of Flux, refuses it';

function repeatsIn({ env = [], ports = [] }: Container) {
  const variables = env.map(({ name }) => name);
  const numbers = ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`);
  return [
    ...repeats(variables).map(([at, name]) => {
      return { list: 'env', at, message: `${name} is there twice: the last one counts, and ${refused}` };
    }),
    ...repeats(numbers).map(([at, port]) => {
      return { list: 'ports', at, message: `port ${port} is listed twice: ${refused}` };
    }),
  ];
}

/** Each that was there before, with its index. */
function repeats(keys: readonly string[]): (readonly [number, string])[] {
  return [...keys.entries()].filter(([index, key]) => keys.indexOf(key) < index);
}
