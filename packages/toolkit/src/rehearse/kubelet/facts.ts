import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import type { PodSpec } from '../../model/index.ts';
import { ObjectStore } from '../objects/index.ts';
import type { PodRequest } from './pod.ts';

/** What a pod can be told about itself. */
export interface PodFacts {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** `status.podIP`; undefined before there is a sandbox. */
  readonly ip: string | undefined;
}

/** What a pod can be told about its node, and what the node has. */
export interface NodeFacts {
  readonly name: string;
  /** `status.hostIP`. */
  readonly ip: string;
  /** Thousandths of a core: capacity and allocatable, which are one here. */
  readonly cpuMilli: number;
  /** Bytes: capacity and allocatable, which are one here. */
  readonly memoryBytes: number;
  /** Bytes of ephemeral storage, likewise. */
  readonly storageBytes: number;
}

/** A Service as its environment variables tell of it. */
export interface ServiceAddress {
  readonly name: string;
  /** Default: `default`. */
  readonly namespace?: string;
  /** `None`: a headless Service, which has no variables. */
  readonly clusterIP: string;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
}

/** What the node and the API hold, and what pods are configured from. */
export interface Surroundings {
  readonly node: NodeFacts;
  readonly objects: ObjectStore;
  /** Read anew at each start of a container. */
  readonly services: readonly ServiceAddress[];
  /**
   * USER of an image, such as `1000`, `1000:1000` or `node`; empty where it has none. Undefined: nobody knows, and
   * `runAsNonRoot` is not held against it.
   */
  readonly imageUser: (image: string) => string | undefined;
}

/** The API server's own Service: its variables are in every container. Nobody answers there in a rehearsal. */
const apiServer: ServiceAddress = {
  name: 'kubernetes',
  clusterIP: '10.96.0.1',
  ports: [{ name: 'https', port: 443 }],
};

/**
 * Fills in what a kubelet was not told: this machine as the node, no objects, no Services but the API server's.
 *
 * @param nodeIp where pods reach this machine
 * @param folder on the file system that pods write to. Default: that of temporary files
 */
export function resolveSurroundings(
  given: Partial<Surroundings>,
  nodeIp: string,
  folder = tmpdir(),
): Surroundings {
  const services = given.services ?? [];
  return {
    node: given.node ?? {
      name: 'node',
      ip: nodeIp,
      cpuMilli: availableParallelism() * 1000,
      memoryBytes: totalmem(),
      storageBytes: sizeOf(folder),
    },
    objects: given.objects ?? new ObjectStore(),
    services: services.some(isApiServer) ? services : [apiServer, ...services],
    imageUser: given.imageUser ?? (() => undefined),
  };
}

function sizeOf(folder: string): number {
  const { bsize, blocks } = statfsSync(folder);
  return bsize * blocks;
}

/** Whether its variables are in every container, whatever its namespace and `enableServiceLinks` (kubelet_pods.go masterServices). */
export function isApiServer({ name, namespace = 'default' }: ServiceAddress): boolean {
  return name === 'kubernetes' && namespace === 'default';
}

/** A pod's facts, once its sandbox has an address. */
export function podFacts(request: PodRequest, ip: string | undefined): PodFacts {
  const { name, spec, namespace = 'default', uid = '', labels = {}, annotations = {} } = request;
  return { name, namespace, uid, labels, annotations, spec, ip };
}

/** A UUID (version 8, RFC 9562) that is the same in each run of a rehearsal, and another for each pod of it. */
export function podUid(name: string, ordinal: number): string {
  const hex = createHash('sha256').update(`${ordinal} ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
