import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isWithin } from '../../../../file-system/is-within.ts';
import { realPath } from '../../../real-path.ts';

/**
 * What of a program's own files volumes would hide, such as a build below /tmp where the pod has an emptyDir: in an image they
 * would not be there. Told by the entries of the volumes' folders that lead to them, so that what the program finds by paths
 * above its own is there too.
 *
 * @param own absolute paths of this machine
 * @param volumes where volumes are mounted, without symbolic links, each after those that it lies in
 */
export function hiddenByVolumes(own: readonly string[], volumes: readonly string[]): string[] {
  const hidden = own.flatMap((each) => {
    const path = realPath(each);
    const volume = volumes.findLast((folder) => isWithin(folder, path));
    // A volume in the very place of the program is meant to be there.
    if (volume === undefined || volume === path) return [];
    const [first = ''] = relative(volume, path).split('/');
    return [join(volume, first)];
  });
  return [...new Set(hidden)].filter((path) => existsSync(path));
}
