import { makeControlGroup, type ControlGroup } from './control-group.ts';

/** A memory group of this test run. */
export interface MemoryGroup extends ControlGroup {
  /** How many of its processes the kernel has killed. */
  oomKills(): number;
}

/**
 * Makes a group with a limit.
 *
 * @returns the group, or why none can be made here
 */
export function makeMemoryGroup(limitBytes: number): MemoryGroup | string {
  const group = makeControlGroup({
    version1: { 'memory.limit_in_bytes': limitBytes },
    version2: { 'memory.max': limitBytes },
  });
  if (typeof group === 'string') return group;
  const events = group.version === 1 ? 'memory.oom_control' : 'memory.events';
  return { ...group, oomKills: () => Number(/^oom_kill (\d+)$/m.exec(group.read(events))?.[1] ?? 0) };
}
