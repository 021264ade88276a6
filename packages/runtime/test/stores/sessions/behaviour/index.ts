import { beforeEach } from 'vitest';
import { describeConcurrency } from './concurrency.ts';
import { describeEnd } from './end.ts';
import { describeLogin } from './login.ts';
import { createRig, type OpenStore, type Rig } from './rig.ts';
import { describeSession } from './session.ts';
import { describeSessionStore } from './store.ts';
import { describeTime } from './time.ts';

/** The one suite that sessions pass on every store: what the store does, and what sessions do on it. */
export function describeSessions(open: OpenStore): void {
  const rig = {} as Rig;
  beforeEach(async () => {
    Object.assign(rig, await createRig(open));
  });
  describeSessionStore(rig);
  describeSession(rig);
  describeConcurrency(rig);
  describeLogin(rig);
  describeTime(rig);
  describeEnd(rig);
}
