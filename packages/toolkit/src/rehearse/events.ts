import type { FindingName } from './findings.ts';
import type { ScenarioName } from './scenario-names.ts';

/** Which of a container's three probes. */
export type ProbeKind = 'startup' | 'liveness' | 'readiness';

/** What one probe found; `error`: the kubelet could not ask, which counts for nothing. */
export type ProbeOutcome = 'success' | 'failure' | 'error';

/** `status.phase` of a pod. */
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** Why a container stopped, as its status says it. */
export type ExitReason = 'Completed' | 'Error' | 'OOMKilled' | 'StartError';

/** What stands still of a program that stalls. */
export type StallKind = 'all threads' | 'event loop';

/** Connections that a program has not accepted. Times are in the clock's milliseconds. */
export interface ListenQueue {
  readonly count: number;
  /** When they were counted. */
  readonly at: number;
  /** Since when there have been some, whenever it was looked. */
  readonly since: number;
}

type OfPod<Type extends string, Facts = unknown> = { readonly type: Type; readonly pod: string } & Facts;

type OfContainer<Type extends string, Facts = unknown> = OfPod<Type, { readonly container: string } & Facts>;

/** Who gets a stop signal in a program's place: the shell that a package manager runs a script by, such as npm's `sh`. */
export interface ScriptShell {
  readonly manager: string;
  readonly shell: string;
}

/** What happens to a pod as a whole. */
export type PodEvent =
  /** A revision of the workload's template, counted from 1; 0: a pod of a Job. */
  | OfPod<'pod-created', { readonly revision: number }>
  | OfPod<'pod-phase', { readonly phase: PodPhase }>
  /** The Ready condition changed. */
  | OfPod<'pod-ready', { readonly ready: boolean }>
  /** deletionTimestamp was set; the kubelet hears of it later. */
  | OfPod<'pod-deleted', { readonly graceSeconds: number }>
  /** The object is gone. */
  | OfPod<'pod-removed'>
  /** `FailedMount`: a volume cannot be made, the pod stays `ContainerCreating`, and it is tried again. */
  | OfPod<'volume-failed', { readonly volume: string; readonly message: string; readonly forMs: number }>
  /** A volume's files are now as a changed ConfigMap or Secret says. */
  | OfPod<'volume-updated', { readonly volume: string }>;

/** What happens to one container. */
export type ContainerEvent =
  | OfContainer<'container-started', { readonly restartCount: number }>
  | OfContainer<'container-exited', { readonly exitCode: number; readonly reason: ExitReason }>
  /** It waits: `CrashLoopBackOff`, or what its creation was refused for, with what is missing. */
  | OfContainer<
      'container-waiting',
      { readonly reason: string; readonly forMs: number; readonly message?: string }
    >
  | OfContainer<'container-killed', { readonly reason: string; readonly graceSeconds: number }>
  | OfContainer<'hook-started', { readonly hook: 'postStart' | 'preStop' }>
  | OfContainer<
      'hook-ended',
      {
        readonly hook: 'postStart' | 'preStop';
        readonly outcome: 'success' | 'failure' | 'timeout';
        /** Why it failed. */
        readonly message?: string;
      }
    >
  | OfContainer<'signal', { readonly signal: string }>
  /**
   * What its PID 1 is as it gets the stop signal: the kernel's name for it, and the program that it was started by; and where a package
   * manager runs a script, the shell that does, if it goes on beside the program; and whether it is PM2.
   */
  | OfContainer<
      'main-process',
      {
        readonly name: string;
        readonly runBy: string;
        readonly scriptShell?: ScriptShell;
        readonly isPm2?: true;
      }
    >
  /** A TCP port of the pod began or ceased to be listened on, as the engine saw it. */
  | OfPod<
      'port',
      {
        readonly port: number;
        readonly listening: boolean;
        /** Of one that closed: who waited there when it was seen open last. Default: nobody. */
        readonly waiting?: ListenQueue;
      }
    >
  /** A TCP port began to be listened on at a loopback address alone: nobody outside of the pod reaches it. */
  | OfPod<'loopback-port', { readonly port: number }>
  /** All its processes were stopped (SIGSTOP), or its main process' event loop alone was blocked; or they go on. */
  | OfContainer<'paused', { readonly paused: boolean; readonly what: StallKind }>
  /** One probe was done. */
  | OfContainer<
      'probe',
      {
        readonly probe: ProbeKind;
        readonly outcome: ProbeOutcome;
        readonly message: string;
        /** When it began, in the clock's milliseconds. */
        readonly startedAt: number;
      }
    >
  /** A threshold was reached: this is now what the kubelet holds for true. */
  | OfContainer<'probe-result', { readonly probe: ProbeKind; readonly result: 'success' | 'failure' }>;

/** What happens to a Service's endpoints, in the API and at a proxy. */
export type EndpointEvent =
  | OfPod<'endpoint', { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean }>
  | OfPod<'endpoint-removed'>
  /** A proxy sees a pod's endpoint in this state from now on; `gone` once it was removed. */
  | OfPod<
      'endpoint-seen',
      { readonly proxy: string; readonly state: 'ready' | 'serving' | 'unready' | 'gone' }
    >;

/** What a Deployment does. */
export type DeploymentEvent =
  | {
      readonly type: 'replica-set-scaled';
      readonly revision: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly type: 'rollout-started'; readonly revision: number }
  | { readonly type: 'rollout-complete'; readonly revision: number }
  | { readonly type: 'progress-deadline-exceeded'; readonly revision: number };

/** What the rehearsal itself does to the workload, and finds out. */
export type StageEvent =
  | { readonly type: 'scenario-started'; readonly scenario: ScenarioName }
  | { readonly type: 'scenario-ended'; readonly scenario: ScenarioName; readonly skipped?: string }
  /** For people: what is done now. */
  | { readonly type: 'step'; readonly scenario: ScenarioName; readonly text: string }
  /** A figure or a finding that verdicts need and that no other event holds. */
  | {
      readonly type: 'measured';
      readonly scenario: ScenarioName;
      readonly what: FindingName;
      readonly value: number | string | boolean;
      readonly pod?: string;
    }
  | {
      readonly type: 'dependency';
      readonly name: string;
      readonly state: 'up' | 'cut' | 'slow' | 'resetting' | 'refusing';
    }
  | {
      readonly type: 'object-updated';
      readonly kind: 'ConfigMap' | 'Secret';
      readonly name: string;
    }
  /** A pod's eviction was asked for; a PodDisruptionBudget may refuse it (429). */
  | OfPod<'eviction', { readonly allowed: boolean }>
  /** The rehearsal's own main thread did nothing until now, for so many milliseconds more than it asked to. */
  | { readonly type: 'stood-still'; readonly forMs: number }
  /** No scenario is left: what comes from here on is the rehearsal's own end. */
  | { readonly type: 'taken-down' }
  | { readonly type: 'autoscaled'; readonly from: number; readonly to: number; readonly reason: string };

/** Whatever happens, without its time. */
export type Happening = PodEvent | ContainerEvent | EndpointEvent | DeploymentEvent | StageEvent;

/** Whatever happens in a rehearsal, with the clock's milliseconds. Reports and verdicts are functions of these. */
export type RehearsalEvent = Happening & { readonly at: number };

/** Takes note of what happens now. */
export type Note = (happening: Happening) => void;
