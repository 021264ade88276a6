/** How much may run at once, and whether the quota holds the process up. */
export { availableCores } from './available-cores.ts';
export { createCpuPool, type CpuPool, type CpuPoolOptions } from './cpu-pool.ts';
export { threadFlags } from './thread-flags.ts';
export { watchThrottling, type ThrottlingOptions } from './throttling.ts';
