import type { RehearsalEvent } from './events.ts';
import type { RequestLog } from './requests.ts';
import type { ScenarioName } from './scenario-names.ts';

/** One line that a container wrote. */
export interface LogLine {
  /** When it was read, in the clock's milliseconds. */
  readonly at: number;
  readonly pod: string;
  readonly container: string;
  /** How often the container had been started again before. */
  readonly restartCount: number;
  readonly stream: 'stdout' | 'stderr';
  /** Without its line end. */
  readonly text: string;
  /** The stream ended without a line end: the last line may be cut. */
  readonly cut: boolean;
  /** It is a piece of a line that is longer than 1 MiB, and says nothing by itself. Default: it is a line. */
  readonly part?: boolean;
}

/** What a container used, summed over its processes. */
export interface UsageSample {
  readonly at: number;
  readonly pod: string;
  readonly container: string;
  /** Without reclaimable page cache. */
  readonly memoryBytes: number;
  /** CPU time so far, in milliseconds. */
  readonly cpuMs: number;
  /** Time so far in which it was throttled, in milliseconds; undefined where it has no cgroup of its own. */
  readonly throttledMs: number | undefined;
}

/** One span that arrived at the rehearsal's own OTLP receiver. */
export interface SpanFact {
  /** When it arrived, in the clock's milliseconds. */
  readonly at: number;
  /** `service.name` of its resource. */
  readonly service: string;
  /** `k8s.pod.name` of its resource; undefined where it has none. */
  readonly pod: string | undefined;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** As OpenTelemetry names it: SPAN_KIND_SERVER is `server`. */
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified';
}

/** A scenario's run; `skipped` says why it did not run. */
export interface ScenarioRun {
  readonly name: ScenarioName;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly skipped: string | undefined;
  /** It left the workload not complete and ready: this, in words. Default: it left it whole. */
  readonly broken?: string;
}

/** One container of the workload, as far as verdicts need it. */
export interface ContainerFacts {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'main';
  /** What is run, all of it: the manifest's `command` and `args`, or the image's in their place. */
  readonly command: readonly string[];
  /** `securityContext`, the pod's filled in. */
  readonly security: { readonly readOnlyRootFilesystem: boolean; readonly runAsNonRoot: boolean };
  readonly memoryLimitBytes: number | undefined;
  readonly cpuLimitMilli: number | undefined;
  readonly probes: Readonly<Partial<Record<'startup' | 'liveness' | 'readiness', ProbeFacts>>>;
  /** Of a preStop sleep, or `exec sleep`; undefined where there is no preStop or its time is not stated. */
  readonly preStopSeconds: number | undefined;
  /** As the manifests state it, without what the rehearsal adds. */
  readonly env: Readonly<Record<string, string>>;
}

/** The figures of a probe, defaults filled in, and what it asks, such as `GET /readyz on port 9090`. */
export interface ProbeFacts {
  readonly asks: string;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** Why no Service leads to a pod. */
export interface Unrouted {
  /** In one sentence. */
  readonly what: string;
  /** A Service is meant to and does not, as opposed to a workload that takes no requests. */
  readonly isFault: boolean;
}

/** What was rehearsed. */
export interface WorkloadFacts {
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly replicas: number;
  /** How a Deployment replaces pods; a StatefulSet's RollingUpdate takes one away before it brings the next. */
  readonly strategy: 'RollingUpdate' | 'Recreate' | 'OnDelete';
  /** How many pods fewer than `replicas` a RollingUpdate leaves while it replaces them, percentages turned into pods. */
  readonly maxUnavailable: number;
  /** The pods' TCP port that the load reaches through the Service; undefined where there is none. */
  readonly trafficPort: number | undefined;
  /** The Service's ports as people name them, such as `web (80)`: the one that the load goes to, and the others. */
  readonly servicePorts: { readonly asked: string; readonly others: readonly string[] } | undefined;
  /** The main container whose port that is; undefined where the manifests do not tell. */
  readonly servedBy: string | undefined;
  /** Why there is none; undefined where there is one. */
  readonly unrouted: Unrouted | undefined;
  /** Why no request is sent, such as that there is no such port or that it takes TLS; undefined where some are. */
  readonly unsent: string | undefined;
  readonly gracePeriodSeconds: number;
  readonly containers: readonly ContainerFacts[];
  /** Names of the dependencies that can be cut off, with whether they are critical. */
  readonly dependencies: readonly { readonly name: string; readonly critical: boolean }[];
  /** What of the manifests is not emulated, with file and line: what has one reason stands together. */
  readonly unsupported: readonly (readonly string[])[];
}

/** How it was rehearsed. */
export interface Conditions {
  readonly seed: number;
  /** Of the endpoints' propagation, such as `usual`. */
  readonly profile: string;
  readonly proxy: string;
  readonly requestsPerSecond: number;
  /** From a client of the load to a pod and back. */
  readonly roundTripMs: number;
  readonly engine: string;
  /** What this engine cannot emulate on this machine, one sentence each. */
  readonly notEmulated: readonly string[];
}

/** All that a rehearsal showed, as data. Verdicts and reports are pure functions of it. */
export interface Evidence {
  /** When the rehearsal began, before anything was started for it: ISO 8601. */
  readonly startedAt: string;
  /** The same moment in the clock's milliseconds: reports count from it. */
  readonly beganAt: number;
  /** From then until all was over. */
  readonly durationMs: number;
  readonly workload: WorkloadFacts;
  readonly conditions: Conditions;
  readonly scenarios: readonly ScenarioRun[];
  readonly events: readonly RehearsalEvent[];
  /** The load, with how late it was itself: `lagOf` tells it of each request. */
  readonly requests: RequestLog;
  /** In the order in which they came. */
  readonly logs: readonly LogLine[];
  /** How many lines came after the last one of `logs` and were not kept, since they were too many. */
  readonly droppedLines: number;
  readonly usage: readonly UsageSample[];
  readonly spans: readonly SpanFact[];
}
