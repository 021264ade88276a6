import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { throwIfExhausted } from '../../exhaustion.ts';
import { findGroups, type Groups } from './groups/index.ts';
import { fileSystems, namespaces, plain, type Isolation, type Job } from './isolation/index.ts';
import { launch } from './launched.ts';
import { bridgeNetwork, sharedNetwork, type Network } from './network/index.ts';
import type { ProcessEngineOptions } from './options.ts';
import type { OwnerTag } from './owner.ts';
import { folderOf, LAYERS, longNameOf } from './sweep.ts';
import { messageOf } from './tool.ts';

/** What this machine allows to run containers with. */
export interface Machine {
  readonly isolation: Isolation;
  readonly groups: Groups | undefined;
  readonly network: Network;
  readonly can: Abilities;
  readonly notEmulated: readonly string[];
}

/** What an engine emulates on this machine. */
export interface Abilities {
  /** Programs are PID 1 of a PID namespace. */
  readonly pids: boolean;
  /** They have a root file system of their own, with users and mounts. */
  readonly files: boolean;
  /** Limits of memory and CPU hold. */
  readonly limits: boolean;
  /** Each pod has an address of its own. */
  readonly addresses: boolean;
}

/** Finds out what this machine allows, by trying it. */
export async function findMachine(tag: OwnerTag, options: ProcessEngineOptions): Promise<Machine> {
  const { portVariables = [], withoutRoot = false } = options;
  const why = withoutRoot ? 'not wanted' : process.getuid?.() === 0 ? undefined : 'this needs root';
  const found = withoutRoot ? 'not wanted' : findGroups(longNameOf(tag));
  const groups = typeof found === 'string' ? undefined : found;
  const isolation = why === undefined ? await findIsolation(tag) : await withoutRootFiles(why);
  const network = isolation.hasFiles
    ? await bridgeNetwork(tag, folderOf(tag)).catch((error: unknown) => {
        throwIfExhausted(error);
        return sharedNetwork(portVariables, messageOf(error));
      })
    : sharedNetwork(portVariables, why ?? 'containers have no namespaces');
  const noGroups =
    typeof found === 'string'
      ? [`Limits of memory and CPU do not hold: there is no cgroup to write to (${found}).`]
      : [];
  return {
    isolation,
    groups,
    network,
    can: {
      pids: isolation.hasPids,
      files: isolation.hasFiles,
      limits: groups !== undefined,
      addresses: network.hasAddresses,
    },
    notEmulated: [...isolation.notEmulated, ...network.notEmulated, ...noGroups],
  };
}

/** Namespaces with all of this machine's file systems that can be had, else none. */
async function findIsolation(tag: OwnerTag): Promise<Isolation> {
  const folder = join(LAYERS, longNameOf(tag));
  const { seen, hidden } = fileSystems();
  try {
    // What programs write outside of volumes is for nobody else to read. A folder that somebody else has made is refused.
    mkdirSync(folder, { mode: 0o700 });
    return (await tried(namespaces(folder, { seen, hidden }))) ?? (await oneByOne(folder, seen, hidden));
  } catch (error) {
    throwIfExhausted(error);
    return withoutRootFiles(messageOf(error));
  }
}

/** One file system that no layer can be laid over does not keep the others from being seen. */
async function oneByOne(
  folder: string,
  [root = '/', ...others]: readonly string[],
  unfit: readonly string[],
): Promise<Isolation> {
  const seen = [root];
  const hidden = [...unfit];
  await attempt(namespaces(folder, { seen, hidden }));
  for (const path of others) {
    const isolation = namespaces(folder, { seen: [...seen, path], hidden });
    if (await tried(isolation)) seen.push(path);
    else hidden.push(path);
  }
  return namespaces(folder, { seen, hidden });
}

/** Undefined: it does not work here. */
async function tried(isolation: Isolation): Promise<Isolation | undefined> {
  try {
    await attempt(isolation);
    return isolation;
  } catch (error) {
    throwIfExhausted(error);
    return undefined;
  }
}

/** PID namespaces alone, where users may make their own namespaces, else nothing. */
async function withoutRootFiles(why: string): Promise<Isolation> {
  const isolation = plain(why, true);
  try {
    await attempt(isolation);
    return isolation;
  } catch (error) {
    throwIfExhausted(error);
    return plain(`${why}; ${messageOf(error)}`, false);
  }
}

async function attempt(isolation: Isolation): Promise<void> {
  const place = isolation.prepare(trial);
  try {
    const lines: string[] = [];
    const { ended } = await launch(place.argv, (_, text) => lines.push(text));
    const { code } = await ended;
    if (code !== 0) throw new Error(lines.join('; ') || `the trial ended with ${code}`);
  } finally {
    await place.remove();
  }
}

const trial: Job = {
  id: 'trial',
  pod: 'trial',
  command: ['/bin/sh', '-c', ':'],
  env: {},
  cwd: '/',
  own: [],
  mounts: [],
  security: {
    runAsUser: 65_532,
    runAsGroup: undefined,
    runAsNonRoot: true,
    readOnlyRootFilesystem: false,
    allowPrivilegeEscalation: false,
  },
  oomScoreAdj: 1000,
  namespace: undefined,
  joinFiles: [],
  hosts: '',
};
