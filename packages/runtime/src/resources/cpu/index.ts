/** How much may run at once, and whether the quota holds the process up. */
export { availableCores } from './available-cores.ts';
export { createCpuPool, type CpuPool } from './cpu-pool.ts';
export type { CpuPoolOptions } from './cpu-pool-options.ts';
export { threadFlags } from './thread-flags.ts';
export { watchThrottling, type ThrottlingOptions } from './throttling.ts';
