import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { EnvName } from '@seaworthy/contract';
import { version as runtimeVersion } from '../version.generated.ts';
import type { Environment } from './environment/index.ts';

/** What tells this process from others outside of Kubernetes: of its spans and of its metrics. */
const randomInstance = randomUUID();

/** What is known of the process that makes the spans. */
export interface ResourceFacts {
  readonly service: string;
  readonly version: string;
  readonly env: Environment;
  /** `OTEL_SERVICE_NAME`: before every other source. */
  readonly serviceName?: string | undefined;
  /** `OTEL_RESOURCE_ATTRIBUTES`: before what is found out here. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The resource of this process, by OpenTelemetry's resource conventions. */
export function resourceAttributes(facts: ResourceFacts): Record<string, string | number> {
  const { service, version, env, serviceName, attributes = {} } = facts;
  const pod = env[EnvName.podName];
  const namespace = env[EnvName.podNamespace];
  const found: Record<string, string | number | undefined> = {
    'service.name': service,
    'service.version': version,
    // A pod has one instance; its name outlives a container's restart, as the instance does.
    'service.instance.id':
      pod === undefined ? randomInstance : [namespace, pod].filter((part) => part !== undefined).join('.'),
    'telemetry.sdk.name': 'seaworthy',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': runtimeVersion,
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'host.name': hostname(),
    'container.id': containerId(),
    'k8s.pod.name': pod,
    'k8s.pod.ip': env[EnvName.podIp],
    'k8s.namespace.name': namespace,
    'k8s.node.name': env[EnvName.nodeName],
    ...attributes,
    ...(serviceName !== undefined && { 'service.name': serviceName }),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/**
 * The container's id, which the runtimes write into the paths of the control group (version 1), or of the mounts that
 * they make for the container's own files (version 2).
 */
function containerId(): string | undefined {
  return (
    /[\da-f]{64}(?=\.scope$|$)/m.exec(contents('/proc/self/cgroup'))?.[0] ??
    /\/(?:containers|overlay-containers)\/([\da-f]{64})\//.exec(contents('/proc/self/mountinfo'))?.[1]
  );
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
