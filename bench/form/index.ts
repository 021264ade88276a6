/** The one form of every bench: options, seeded rounds, figures with their spread, a table, and one JSON object. */
export { bundled } from './bundle.ts';
export { endWithThisProcess } from './child.ts';
export { goVersion, versionsOf } from './environment.ts';
export { goBuild } from './go.ts';
export { loopbackAddress, type LoopbackAddress } from './loopback.ts';
export { parseOptions, type BenchOptions } from './options.ts';
export { seededRandom } from './random.ts';
export { runBench, type Findings, type Skipped } from './run.ts';
export { LOAD_CORE, pinThisProcess, SERVER_CORE, spawnPinned } from './pinned.ts';
export { alternate } from './rounds.ts';
export { median, middleText, percentile, spread } from './statistics.ts';
export { table } from './table.ts';
