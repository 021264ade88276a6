import type { Note } from '../events.ts';
import { isTerminal, type Pod } from '../kubelet/index.ts';

/** One endpoint of an EndpointSlice, with its conditions. */
export interface Endpoint {
  readonly pod: string;
  readonly ip: string;
  /** Serving and not terminating; always, where the Service has `publishNotReadyAddresses`. */
  readonly ready: boolean;
  /** The pod is Ready, be it terminating or not. */
  readonly serving: boolean;
  /** deletionTimestamp is set. */
  readonly terminating: boolean;
}

/** Called when a pod's endpoint changes; without one when it was removed. */
type Subscriber = (pod: string, endpoint: Endpoint | undefined) => void;

/**
 * The endpoints of a Service as the EndpointSlice controller publishes them (staging/src/k8s.io/endpointslice/utils.go):
 * a deletion flips `ready` at once, the readiness probes alone flip `serving`, and the endpoint goes only when the pod
 * reaches its end. With a grace period of 0 the API forgets the pod at once, and so goes its endpoint
 * (pkg/registry/core/pod/strategy.go CheckGracefulDelete).
 */
export class EndpointSlice {
  readonly #note: Note;
  readonly #publishesAll: boolean;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #subscribers: Subscriber[] = [];

  /** @param publishesAll `publishNotReadyAddresses` of the Service. Default: false */
  constructor(note: Note, publishesAll = false) {
    this.#note = note;
    this.#publishesAll = publishesAll;
  }

  /** The endpoints by the pods' names. */
  get endpoints(): ReadonlyMap<string, Endpoint> {
    return this.#endpoints;
  }

  /** Adds a pod that the Service's selector matches. */
  add(pod: Pod): void {
    pod.watch(() => this.#update(pod));
    this.#update(pod);
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
    for (const [pod, endpoint] of this.#endpoints) subscriber(pod, endpoint);
  }

  #update(pod: Pod): void {
    const next = endpointOf(pod, this.#publishesAll);
    const before = this.#endpoints.get(pod.name);
    if (isSame(before, next)) return;
    if (next === undefined) {
      this.#endpoints.delete(pod.name);
      this.#note({ type: 'endpoint-removed', pod: pod.name });
    } else {
      this.#endpoints.set(pod.name, next);
      const { ready, serving, terminating } = next;
      this.#note({ type: 'endpoint', pod: pod.name, ready, serving, terminating });
    }
    for (const subscriber of this.#subscribers) subscriber(pod.name, next);
  }
}

/** Undefined for a pod that has no address yet, has reached its end, or was deleted without any grace. */
function endpointOf({ name, status }: Pod, publishesAll: boolean): Endpoint | undefined {
  const { ip, phase, ready: serving, deletedAt, deletionGraceSeconds, removed } = status;
  if (ip === undefined || isTerminal(phase) || removed || deletionGraceSeconds === 0) return undefined;
  const terminating = deletedAt !== undefined;
  return { pod: name, ip, serving, terminating, ready: publishesAll || (serving && !terminating) };
}

function isSame(a: Endpoint | undefined, b: Endpoint | undefined): boolean {
  return a?.ready === b?.ready && a?.serving === b?.serving && a?.terminating === b?.terminating;
}
