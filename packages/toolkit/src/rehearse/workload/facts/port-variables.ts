import { lastingContainers, type Container } from '../../../model/index.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { plainEnv } from './plain-env.ts';
import { trafficPort } from './traffic-port.ts';

/** A port of the workload and the variable that tells the program its number. */
export interface PortVariable {
  readonly port: number;
  readonly env: string;
  /** The manifest alone says so: a container without it is not told its port by it. Default: the contract does. */
  readonly isStated?: true;
}

/** As programs and frameworks name them: `PORT`, `SERVER_PORT`, `ASPNETCORE_HTTP_PORTS`. */
const tellsPort = /(?:^|_)PORTS?$/i;

/**
 * The variables by which the program is told its ports: those of the contract, and those of the manifests that are named so and have
 * the number of a port of their container or of the one that the Service leads to, where nothing else of the pod has that number too.
 */
export function portVariables(workload: Workload, settings: RehearsalSettings): PortVariable[] {
  const { contract, template, objects } = workload;
  const contracted = (contract?.ports ?? []).flatMap(({ port, env }) =>
    env === undefined ? [] : [{ port, env }],
  );
  const known = new Set(contracted.map(({ env }) => env));
  const containers = lastingContainers(template.spec).map((container) => ({
    declared: (container.ports ?? []).map(({ containerPort }) => containerPort),
    words: wordsOf(container, settings),
    env: plainEnv(container, objects),
  }));
  const words = containers.flatMap((it) => it.words);
  const stated = containers.flatMap((container) => {
    const ports = new Set([...container.declared, trafficPort(workload)]);
    const others = containers.filter((it) => it !== container);
    return Object.entries(container.env).flatMap(([env, value]) => {
      const port = Number(value);
      if (!tellsPort.test(env) || !ports.has(port) || known.has(env)) return [];
      const isSaidToo = saysToo([...words, ...others.flatMap((it) => valuesBeside(env, it.env))], env, value);
      return isSaidToo ? [] : [{ port, env, isStated: true as const }];
    });
  });
  return [...contracted, ...stated];
}

/** What a container's program, probes and hooks are told besides its variables. */
function wordsOf(container: Container, { containers = {} }: RehearsalSettings): readonly string[] {
  const { name, command = [], args = [], livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const { entrypoint = [], cmd = [] } = containers[name] ?? {};
  const asked = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
  return [...command, ...args, ...entrypoint, ...cmd, ...asked.flatMap((it) => it?.exec?.command ?? [])];
}

/** One of the same name tells the same port. */
function valuesBeside(name: string, env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).flatMap(([other, value]) => (other === name ? [] : [value]));
}

/** They would say another port than the variable. */
function saysToo(words: readonly string[], env: string, port: string): boolean {
  const number = new RegExp(`\\b${port}\\b`);
  return words.some((word) => word.includes(`$(${env})`) || number.test(word));
}
