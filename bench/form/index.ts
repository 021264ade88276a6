/** The one form of every bench: options, seeded rounds, figures with their spread, a table, and one JSON object. */
export { seededRandom } from 'seaworthy/rehearse';
export { bundled } from './bundle.ts';
export { endWithThisProcess } from './child.ts';
export { checkNames, chosen, type Skipped } from './chosen.ts';
export { makeControlGroup } from './control-group.ts';
export { goVersion } from './environment.ts';
export { goBuild } from './go.ts';
export { environmentAt, loopbackAddress, type LoopbackAddress } from './loopback.ts';
export { parseOptions, type BenchOptions } from './options.ts';
export { runBench, type Findings, type Verdict } from './run.ts';
export { LOAD_CORE, pinThisProcess, SERVER_CORE, spawnPinned } from './pinned.ts';
export { alternate, shuffled } from './rounds.ts';
export { removeAll, scratch } from './scratch.ts';
export { mean, median, middleText, percentile, spread } from './statistics.ts';
export { table } from './table.ts';
