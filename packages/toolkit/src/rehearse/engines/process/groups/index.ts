/** Control groups: a container's limits, and what it uses. */
export { removeNow } from './files.ts';
export { findGroups, groupParents } from './find.ts';
export { cgroupMounts } from './mounts.ts';
export type { Group, Groups, PodGroup } from './group.ts';
