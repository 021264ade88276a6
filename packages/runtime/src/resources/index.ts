/** What the process may use of the machine, and what it does use. */
export {
  findCgroup,
  type Cgroup,
  type CpuStat,
  type MemoryEvents,
  type MemoryReading,
  type PressureReading,
  type Stall,
} from './cgroup/index.ts';
export * from './cpu/index.ts';
export { openFilesLimit } from './open-files.ts';
export { processShare, shareMark, type ProcessShare } from './process-share.ts';
export { readThreadSchedule, type ThreadSchedule } from './scheduling.ts';
export * from './memory/index.ts';
