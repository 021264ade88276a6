import { badConfig } from './bad-config.ts';
import { configChange } from './config-change.ts';
import { cpuSqueeze } from './cpu-squeeze.ts';
import { crash } from './crash.ts';
import { dependencyOutage } from './dependency-outage.ts';
import { drainNode } from './drain-node.ts';
import { failingMigration } from './failing-migration.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { oom } from './oom.ts';
import { rollout } from './rollout.ts';
import { scale } from './scale.ts';
import type { Scenario } from './scenario.ts';
import { slowStart } from './slow-start.ts';
import { stall } from './stall.ts';
import { start } from './start.ts';
import { trace } from './trace.ts';

/** What is done to a service in a rehearsal. */
export type { Scenario } from './scenario.ts';
export type { LoadControl, Stage } from './stage/stage.ts';

export { seen } from './stage/seen.ts';

export { start };

/** Every scenario, in the order in which they are run. */
export const scenarios: readonly Scenario[] = [
  start,
  rollout,
  scale,
  kill,
  // After it, since the pod that is killed is not to be chosen where state is written: this one strikes another.
  crash,
  stall,
  slowStart,
  dependencyOutage,
  configChange,
  cpuSqueeze,
  oom,
  badConfig,
  failingMigration,
  drainNode,
  logs,
  trace,
];
