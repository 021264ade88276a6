import type { Expectation } from '../expectation.ts';
import { badConfig } from './revision/bad-config.ts';
import { calm } from './start/calm.ts';
import { configChange } from './revision/config-change.ts';
import { cpuSqueeze } from './degradation/cpu-squeeze.ts';
import { crash } from './crash/crash.ts';
import { dependencyOutage } from './degradation/dependency-outage.ts';
import { drainNode } from './disruption/drain-node.ts';
import { failingMigration } from './revision/failing-migration.ts';
import { kill } from './crash/kill.ts';
import { logs } from './telemetry/logs.ts';
import { oom } from './degradation/oom.ts';
import { rollout } from './disruption/rollout.ts';
import { scale } from './disruption/scale.ts';
import { security } from './start/security.ts';
import { slowStart } from './degradation/slow-start.ts';
import { stall } from './degradation/stall.ts';
import { start } from './start/start.ts';
import { trace } from './telemetry/trace.ts';

export { LEAK_SHOWS_MS } from './degradation/leak.ts';
export { refusesLiveness } from './degradation/stall.ts';

/**
 * Everything that is expected of a service, in the order of the scenarios. A folder holds those of one kind: the `start` and the calm
 * times after it; a `disruption` that everybody plans, of rollouts, scaling and drains; a `crash`; a `revision` or configuration that may be
 * broken; the `degradation` of what a program needs; and the `telemetry` of the whole rehearsal.
 */
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
