import { chmodSync, cpSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isWithin } from '../../../file-system/is-within.ts';
import { nameFault } from '../../../model/index.ts';
import { realPath } from '../../real-path.ts';
import type { PodFacts, Surroundings } from '../facts.ts';
import { writeAtomically } from './atomic-writer.ts';
import { filesOf, isMadeOfFiles, type Volume } from './files.ts';
import { memorySize, mountMemory, unmountMemory } from './memory.ts';
import { MountError } from './mount-error.ts';

/** A volume as it stands on the node. */
export interface MountedVolume {
  /** Its folder. */
  readonly path: string;
  /** Containers never write to it, whatever their mounts say. */
  readonly readOnly: boolean;
  /**
   * The file or folder to mount for a `subPath`, which is made where it is not there. Undefined: it leads out of the volume, by a link
   * that a container has put there.
   *
   * @param mount which mount of which container, as a path: two of them never share a copy
   */
  subPath(path: string, mount: string): string | undefined;
  /** Makes its files anew. False when they are as they were. */
  refresh(): boolean;
  /** Gives back what removing its folder does not. */
  release(): Promise<void>;
}

/**
 * Makes a volume in a pod's folder. One that is not emulated (hostPath, csi …) is an empty folder, as an emptyDir is.
 *
 * @param claims where the folders of claims are, which outlast pods and are shared by all that name them; undefined: a claim is
 *   an empty folder of the pod's too
 * @throws MountError when what it is made of is not there
 */
export function makeVolume(
  volume: Volume,
  folder: string,
  claims: string | undefined,
  pod: PodFacts,
  surroundings: Surroundings,
): Promise<MountedVolume> {
  const claim = volume.persistentVolumeClaim?.claimName;
  // The API takes any name; that of the claim itself, which is no path, it checks.
  if (claim !== undefined && nameFault('PersistentVolumeClaim', claim) !== undefined)
    throw new MountError(`persistentvolumeclaim ${JSON.stringify(claim)} not found`);
  if (claim !== undefined && claims !== undefined)
    return makeEmptyDir(volume, join(claims, claim), pod, surroundings);
  const path = join(folder, 'volumes', volume.name);
  if (!isMadeOfFiles(volume)) return makeEmptyDir(volume, path, pod, surroundings);
  const refresh = () => writeAtomically(path, filesOf(volume, pod, surroundings));
  makeFolder(path);
  refresh();
  return Promise.resolve({
    path,
    readOnly: true,
    refresh,
    subPath: (sub, mount) => copied(join(path, sub), join(folder, 'volume-subpaths', volume.name, mount)),
    release: () => Promise.resolve(),
  });
}

async function makeEmptyDir(
  volume: Volume,
  path: string,
  pod: PodFacts,
  { node }: Surroundings,
): Promise<MountedVolume> {
  makeFolder(path);
  const isMemory =
    volume.emptyDir?.medium === 'Memory' && (await mountMemory(path, memorySize(volume, pod, node)));
  return {
    path,
    readOnly: false,
    refresh: () => false,
    subPath(sub) {
      // Without links: this machine would follow them among its own files (CVE-2017-1002101).
      const target = realPath(join(path, sub));
      if (!isWithin(realPath(path), target)) return undefined;
      if (!isThere(target)) makeFolder(target);
      return target;
    },
    release: () => (isMemory ? unmountMemory(path) : Promise.resolve()),
  };
}

/** Open to all users, whatever the umask (pkg/volume/emptydir). */
function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
}

/**
 * A copy as it is now. A real subPath is a bind mount that holds on to the file of its time, also when an update has
 * taken that away; a copy does as much without mounting. What is not there becomes an empty folder, as the kubelet's
 * own does (pkg/volume/util/subpath SafeMakeDir).
 */
function copied(from: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  if (isThere(from)) cpSync(realpathSync(from), to, { recursive: true });
  else makeFolder(to);
  return to;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
