import type { Expectation } from '../expectation.ts';
import { badConfig } from './bad-config.ts';
import { calm } from './calm.ts';
import { configChange } from './config-change.ts';
import { cpuSqueeze } from './cpu-squeeze.ts';
import { crash } from './crash.ts';
import { dependencyOutage } from './dependency-outage.ts';
import { drainNode } from './drain-node.ts';
import { failingMigration } from './failing-migration.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { oom } from './memory.ts';
import { rollout } from './rollout.ts';
import { scale } from './scale.ts';
import { security } from './security.ts';
import { slowStart } from './slow-start.ts';
import { stall } from './stall.ts';
import { start } from './start.ts';
import { trace } from './trace.ts';

export { LEAK_SHOWS_MS } from './leak.ts';
export { refusesLiveness } from './stall.ts';

/** Everything that is expected of a service, in the order of the scenarios. */
export const expectations: readonly Expectation[] = [
  ...security,
  ...start,
  ...calm,
  ...rollout,
  ...scale,
  ...crash,
  ...kill,
  ...stall,
  ...slowStart,
  ...dependencyOutage,
  ...configChange,
  ...cpuSqueeze,
  ...oom,
  ...badConfig,
  ...failingMigration,
  ...drainNode,
  ...logs,
  ...trace,
];
