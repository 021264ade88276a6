/** What surrounds a container's processes: namespaces and a root of their own, or nothing. */
export { fileSystems, type FileSystems } from './file-systems.ts';
export type { Isolation, Job, Launch } from './isolation.ts';
export { namespaces } from './namespaces.ts';
export { plain } from './plain.ts';
export { isNotExecuted } from './script.ts';
