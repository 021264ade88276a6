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
 * the number of a port of their container or of the one that the Service leads to, where nothing else of it has that number too.
 */
export function portVariables(workload: Workload, settings: RehearsalSettings): PortVariable[] {
  const { contract, template, objects } = workload;
  const contracted = (contract?.ports ?? []).flatMap(({ port, env }) =>
    env === undefined ? [] : [{ port, env }],
  );
  const known = new Set(contracted.map(({ env }) => env));
  const stated = lastingContainers(template.spec).flatMap((container) => {
    const declared = (container.ports ?? []).map(({ containerPort }) => containerPort);
    const ports = new Set([...declared, trafficPort(workload)]);
    const words = wordsOf(container, settings);
    return Object.entries(plainEnv(container, objects)).flatMap(([env, value]) => {
      const port = Number(value);
      const isMoved =
        tellsPort.test(env) && ports.has(port) && !known.has(env) && !saysToo(words, env, value);
      return isMoved ? [{ port, env, isStated: true as const }] : [];
    });
  });
  return [...contracted, ...stated];
}

/** What a program is told besides its variables. */
function wordsOf(
  { name, command = [], args = [] }: Container,
  { containers = {} }: RehearsalSettings,
): string {
  const { entrypoint = [], cmd = [] } = containers[name] ?? {};
  return [...command, ...args, ...entrypoint, ...cmd].join(' ');
}

/** An argument would say another port than the variable. */
function saysToo(words: string, env: string, port: string): boolean {
  return words.includes(`$(${env})`) || new RegExp(`\\b${port}\\b`).test(words);
}
