import type { LoadPlan, SingleRequest } from '../../load/index.ts';
import type { SingleAnswer } from '../../requests.ts';
import type { DataPlane, ReachableEndpoint } from '../data-plane/index.ts';

/** What the thread is started with. */
export interface ThreadData {
  readonly plan: LoadPlan;
  readonly dataPlane: DataPlane;
  /** How many proxies there are. */
  readonly views: number;
  /** What {@link threadOrigin} is in the thread that started this one. */
  readonly origin: number;
}

/** What the thread is told. */
export type ToThread =
  | { readonly type: 'endpoints'; readonly view: number; readonly endpoints: readonly ReachableEndpoint[] }
  | { readonly type: 'rate'; readonly perSecond: number }
  | { readonly type: 'request'; readonly number: number; readonly request: SingleRequest }
  | { readonly type: 'settle'; readonly number: number }
  | { readonly type: 'stop' };

/** What it tells. */
export type FromThread =
  | { readonly type: 'segment'; readonly buffer: SharedArrayBuffer }
  | { readonly type: 'pod'; readonly name: string }
  | { readonly type: 'answer'; readonly number: number; readonly answer: SingleAnswer }
  | { readonly type: 'settled'; readonly number: number }
  | { readonly type: 'stopped' };
