import type { Lag } from './endpoints.ts';
import type { LoadShape, Routes } from './load/index.ts';

/** How late the nodes see that an endpoint goes, and what a program that can be told sets as its drain delay. */
export interface Profile {
  readonly name: string;
  readonly lag: Lag;
  readonly drainDelaySeconds: number;
}

const ADD: Lag['add'] = [0, 500];

/** A usual cluster: kube-proxy syncs at most once a second (pkg/proxy, minSyncPeriod). */
export const usual: Profile = {
  name: 'lag 0.2–2 s',
  lag: { add: ADD, remove: [200, 2000] },
  drainDelaySeconds: 5,
};

/** A large or busy cluster. */
export const late: Profile = {
  name: 'lag 5–8 s',
  lag: { add: ADD, remove: [5000, 8000] },
  drainDelaySeconds: 10,
};

/** After how long undici (Node's fetch) and Go's net/http close an idle connection, by default. */
const IDLE_TIMEOUTS_MS = [4000, 90_000];

/** The shape of one kind's load: 30 % fresh connections, 2 % slow requests. */
export function shape(load: Pick<LoadShape, 'perSecond' | 'clients'>, routes: Routes): LoadShape {
  return { ...load, routes, freshPart: 0.3, slowPart: 0.02, idleTimeoutsMs: IDLE_TIMEOUTS_MS };
}
