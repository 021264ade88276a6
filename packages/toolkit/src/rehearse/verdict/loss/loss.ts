import type { RequestRecord } from '../../requests.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';
import type { Ending } from './ending.ts';

/** What a request was lost to by the program or its manifest. */
export type LossFault =
  | 'listener-closed-early'
  | 'keep-alive-reset'
  | 'in-flight-cut'
  | 'exits-at-signal'
  | 'rejects-while-draining'
  | 'killed-at-grace-end'
  | 'grace-too-short'
  | 'signal-ignored'
  | 'shell-as-pid-1'
  | 'ready-too-early'
  | 'no-readiness'
  | 'surge-downtime'
  | 'recreate-downtime'
  | 'liveness-depends-on-dependency'
  | 'liveness-kills-busy'
  | 'oom-killed'
  | 'crashed'
  | 'server-errors'
  | 'no-answer-in-time'
  | 'unexplained';

/**
 * What a request was lost to by nobody's fault. `struck`: its pod was killed, paused or squeezed on purpose. `outage`: a
 * dependency was out. `shed`: refused by 503 with Retry-After, as a program under overload should.
 */
export type Excuse = 'struck' | 'outage' | 'shed';

/** One lost request, and what it was lost to. */
export interface Loss {
  readonly request: RequestRecord;
  readonly story: PodStory | undefined;
  /** The run of the container that had it, or whose end it met. */
  readonly run: ContainerRun | undefined;
  /** How that run ended, where it was told to. */
  readonly ending: Ending | undefined;
  readonly cause: LossFault | Excuse;
}

/** Whether nobody is to blame for it. */
export function isExcused({ cause }: Loss): boolean {
  return cause === 'struck' || cause === 'outage' || cause === 'shed';
}
