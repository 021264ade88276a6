import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isWithin } from '../../../file-system/is-within.ts';
import { changeContainers, positionOf, type Container, type Problem } from '../../../model/index.ts';
import { changePods } from '../change-pods.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';

/**
 * The workload without working directories that only images have: in the place of `workingDir: /app` a program works in the folder
 * that it has on this machine, where its files are. Each is told among what is not emulated.
 *
 * @param folder where a program without a `workingDir` in the settings works
 */
export function withLocalFolders(
  workload: Workload,
  { containers = {} }: RehearsalSettings,
  folder: string,
): Workload {
  const told: Problem[] = [];
  const change = (container: Container): Container => {
    const { workingDir, ...others } = container;
    if (!workingDir || folderOf(container) !== undefined) return container;
    const local = containers[container.name]?.workingDir ?? folder;
    told.push({
      kind: 'unsupported',
      message: `the folder ${workingDir} of the image is not on this machine: ${container.name} works in ${local}`,
      path: 'workingDir',
      position: positionOf(container, ['workingDir']),
    });
    return others;
  };
  const changed = changePods(workload, (spec) => changeContainers(spec, change));
  return { ...changed, unsupported: [...workload.unsupported, ...told] };
}

/** The working directory that a container's manifest states, where it is on this machine or in a volume; else undefined. */
export function folderOf({ workingDir, volumeMounts = [] }: Container): string | undefined {
  if (!workingDir) return undefined;
  const isMounted = volumeMounts.some(({ mountPath }) => isWithin(resolve(mountPath), resolve(workingDir)));
  return isMounted || existsSync(workingDir) ? workingDir : undefined;
}
