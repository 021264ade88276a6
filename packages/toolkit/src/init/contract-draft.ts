import {
  DefaultPort,
  EnvName,
  PortName,
  ShutdownDefault,
  type ConfigEntry,
  type ServiceContract,
} from '@seaworthy/contract';
import { note, renderYaml } from '../manifests/index.ts';
import { relative, sep } from 'node:path';
import { serverOfFile, startedFile, type BuiltServer, type Project } from '../project/index.ts';
import { goProgramPath } from './go-dockerfile.ts';
import { startCommand } from './node-dockerfile.ts';
import { probePaths, type SourceFacts } from './source-facts.ts';

const secretName = /(PASSWORD|SECRET|TOKEN|KEY|CREDENTIALS|DATABASE_URL|DSN)$/;

/** A contract from what the source shows, for a service that states none. It is to be read and corrected. */
export function draftContract(project: Project, facts: SourceFacts): ServiceContract {
  const { env, grpc } = facts;
  const port = grpc === undefined ? PortName.http : 'grpc';
  const server = serverOf(project);
  const handed = server?.program === undefined ? undefined : handedPort(project);
  const hasVariable = env.includes(EnvName.port) || (server !== undefined && facts.port === undefined);
  // What it is handed it takes before the variable.
  const variable =
    handed === undefined ? (facts.portVariable ?? (hasVariable ? EnvName.port : undefined)) : undefined;
  return {
    contractVersion: 1,
    name: labelOf(project.name),
    version: project.version,
    language: project.language,
    command: project.language === 'go' ? [goProgramPath(project)] : startCommand(project),
    ports: [
      {
        name: port,
        port: handed ?? facts.port ?? server?.port ?? DefaultPort.http,
        ...(variable !== undefined && { env: variable }),
        protocol: grpc === undefined ? 'http' : 'grpc',
      },
    ],
    probes: probesOf(facts, port),
    shutdown: { gracePeriodSeconds: ShutdownDefault.gracePeriodSeconds, drainDelaySeconds: 0 },
    config: [
      ...env
        .filter((name) => name !== variable && !Object.hasOwn(server?.env ?? {}, name))
        .map((name) => configEntry(name)),
      ...Object.entries(server?.env ?? {}).map(([name, value]) => configEntry(name, value)),
    ],
  };
}

/** The server of a framework that the service starts with. */
function serverOf({ root, entry, packageJson }: Project): BuiltServer | undefined {
  return serverOfFile(relative(root, entry).split(sep).join('/'), packageJson);
}

/** The port that `npm start` hands the program of a framework, as in `next start -p 4000`. */
function handedPort({ root, packageJson }: Project): number | undefined {
  const { args = [] } = startedFile(root, packageJson?.scripts) ?? {};
  const [, port] = /(?:^| )(?:-p[ =]?|--port[ =])(\d+)(?= |$)/.exec(args.join(' ')) ?? [];
  return port === undefined ? undefined : Number(port);
}

function probesOf({ healthPaths, grpc }: SourceFacts, port: string): ServiceContract['probes'] {
  if (grpc !== undefined) return grpc.hasHealth ? { liveness: { port }, readiness: { port } } : {};
  const { liveness, readiness } = probePaths(healthPaths);
  return {
    ...(liveness !== undefined && { liveness: { port, path: liveness } }),
    ...(readiness !== undefined && { readiness: { port, path: readiness } }),
  };
}

function configEntry(env: string, preset?: string): ConfigEntry {
  const entry: ConfigEntry = {
    env,
    type: 'string',
    required: false,
    ...(preset !== undefined && { default: preset }),
  };
  return secretName.test(env) ? { ...entry, secret: true } : entry;
}

/** The draft as `seaworthy.yaml`, with what to look at. */
export function contractText(contract: ServiceContract, { port }: SourceFacts): string {
  const { command, ports, probes, shutdown, config, ...identity } = contract;
  // That of a framework's server is known.
  const isGuess = port === undefined && ports.some((it) => it.port === DefaultPort.http);
  const guessed = isGuess ? ' A guess: none was found in the source.' : '';
  const asked = Object.keys(probes).length > 0 ? 'Found in the source. ' : 'None was found in the source. ';
  return renderYaml(
    [
      {
        ...identity,
        command: note([...command], 'The program itself, in exec form: no shell, no npm.'),
        ports: note(ports, `What the process listens on, and the variable that changes it.${guessed}`),
        probes: note(
          probes,
          `${asked}Liveness must not depend on a database: its outage would restart every pod.`,
        ),
        shutdown: note(
          shutdown,
          'drainDelaySeconds: how long the process goes on accepting after SIGTERM; 0: it stops at once, and the manifests add a preStop sleep.',
        ),
        config: note(
          config,
          `${config.length === 0 ? 'None was found in the source. ' : ''}Every variable that the process reads: type, whether it is required, its default, whether it is a secret.`,
        ),
      },
    ],
    'The contract of this service: what it and its Kubernetes manifests must agree on.\nDrafted by `seaworthy init` from the source; correct it, then run `seaworthy manifests`.',
  );
}

/** A name as a DNS label (RFC 1123). */
function labelOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 63) || 'service'
  );
}
