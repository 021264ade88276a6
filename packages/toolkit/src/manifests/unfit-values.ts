import { posix } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { checkUnique, parseQuantity } from '../model/index.ts';
import { expectedValue } from './check/value.ts';
import { mountPath } from './names.ts';

/** Values of a contract that what is written from it, the program, or a container's start would not take. */
export function unfitValues(contract: ServiceContract): string[] {
  return [
    ...unfitDefaults(contract),
    ...otherPorts(contract),
    ...unfitPaths(contract),
    ...tooLittleMemory(contract),
  ];
}

/** An enum's default is among its values, which is looked at where its values are; an empty one is as good as none. */
function unfitDefaults(contract: ServiceContract): string[] {
  return contract.config.flatMap((entry) => {
    const { env, type, default: preset = '' } = entry;
    const expected = preset === '' || type === 'enum' ? undefined : expectedValue(contract, entry, preset);
    return expected === undefined
      ? []
      : [`config: the default of ${env} is ${preset}, and ${expected} is expected`];
  });
}

/** Each port has a number and a variable of its own, and the variable's default is the number. */
function otherPorts({ ports, config }: ServiceContract): string[] {
  const found: string[] = [];
  const numbers = ports.map(({ port }) => String(port));
  checkUnique(numbers, (index, number) =>
    found.push(`ports: ${ports[index]?.name} is ${number}, as another one is`),
  );
  const variables = ports.map(({ env }) => env);
  checkUnique(variables, (index, env) =>
    found.push(`ports: ${ports[index]?.name} is set by ${env}, as another one is`),
  );
  for (const { name, port, env } of ports) {
    const preset = config.find((entry) => entry.env === env)?.default ?? '';
    if (preset !== '' && preset !== String(port))
      found.push(`ports: ${name} is ${port}, and the default of ${env} is ${preset}`);
  }
  return found;
}

/** Each becomes a mount of its own, over what the image has there. */
function unfitPaths({ writablePaths = [] }: ServiceContract): string[] {
  const paths = writablePaths.map((path) => posix.normalize(path).replace(/(?<=.)\/$/, ''));
  const own = posix.dirname(mountPath.config);
  const found: string[] = [];
  for (const path of paths) {
    if (!path.startsWith('/')) found.push(`writablePaths: ${path} does not begin with a slash`);
    if (path === '/') found.push('writablePaths: / would hide the image');
    if (path === own || path.startsWith(`${own}/`))
      found.push(`writablePaths: ${path} is where configuration is mounted`);
  }
  checkUnique(paths, (_, path) => found.push(`writablePaths: ${path} stands more than once`));
  return found;
}

/** Below it no process of a container can be started. */
const LEAST_MEMORY = 2 ** 20;

function tooLittleMemory({ resources: { memory = {} } = {} }: ServiceContract): string[] {
  return (['request', 'limit'] as const).flatMap((bound) => {
    const bytes = parseQuantity(memory[bound]) ?? LEAST_MEMORY;
    return bytes < LEAST_MEMORY
      ? [
          `resources.memory: the ${bound} of ${memory[bound]} comes to ${bytes} bytes; mebibytes are written as Mi`,
        ]
      : [];
  });
}
