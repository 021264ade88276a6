/** Several processes that share the port, for pods with more than one core: one primary, and those that serve. */
export { countProcesses, type Count, type ProcessesSetting } from './count.ts';
export { joinProcesses, type Member } from './member.ts';
export { startReport } from './report.ts';
export { clusterSpawner } from './spawn.ts';
export { Supervisor } from './supervisor.ts';
