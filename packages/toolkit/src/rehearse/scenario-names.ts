/** Every scenario, in the order in which they are run. */
export const scenarioNames = [
  'start',
  'rollout',
  'scale',
  'kill',
  'crash',
  'stall',
  'slow-start',
  'dependency-outage',
  'config-change',
  'cpu-squeeze',
  'oom',
  'bad-config',
  'failing-migration',
  'drain-node',
  'logs',
  'trace',
] as const;

/** The name of a scenario. */
export type ScenarioName = (typeof scenarioNames)[number];
