import { mkdirSync } from 'node:fs';
import { ToolkitError } from '../../../errors.ts';
import { throwIfExhausted } from '../../exhaustion.ts';
import { findGroups, type Groups } from './groups/index.ts';
import {
  fileSystems,
  namespaces,
  plain,
  type FileSystems,
  type Isolation,
  type Job,
} from './isolation/index.ts';
import { launch } from './launched.ts';
import { assertHostReachable, bridgeNetwork, sharedNetwork, type Network } from './network/index.ts';
import type { ProcessEngineOptions } from './options.ts';
import type { OwnerTag } from './owner.ts';
import { folderOf, layersOf, longNameOf } from './sweep.ts';
import { messageOf } from '../../../message-of.ts';

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
  /** Each pod has a network of its own. */
  readonly addresses: boolean;
}

/**
 * Finds out what this machine allows, by trying it.
 *
 * @throws ToolkitError SW_MACHINE_UNFIT, SW_FIREWALL, SW_MACHINE_EXHAUSTED
 */
export async function findMachine(tag: OwnerTag, options: ProcessEngineOptions): Promise<Machine> {
  const { portVariables = [], withoutRoot = false } = options;
  const why = withoutRoot ? 'not wanted' : process.getuid?.() === 0 ? undefined : 'this needs root';
  const found = withoutRoot ? 'not wanted' : findGroups(longNameOf(tag));
  const groups = typeof found === 'string' ? undefined : found;
  const isolation = why === undefined ? await findIsolation(tag) : await withoutRootFiles(why, tag);
  const network = isolation.hasFiles
    ? await bridgeNetwork(tag, folderOf(tag)).catch((error: unknown) => {
        throwIfExhausted(error);
        return sharedNetwork(portVariables, messageOf(error));
      })
    : sharedNetwork(portVariables, why ?? 'containers have no namespaces');
  if (network.hasAddresses) await assertHostReachable(network);
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
  try {
    // What programs write outside of volumes is for nobody else to read. A folder that somebody else has made is refused.
    mkdirSync(layersOf(tag), { mode: 0o700 });
    const all = fileSystems();
    return (await tried(namespaces(layersOf(tag), all), tag)) ?? (await oneByOne(all, tag));
  } catch (error) {
    throwIfExhausted(error);
    return withoutRootFiles(messageOf(error), tag);
  }
}

/** One file system that no layer can be laid over does not keep the others from being seen. */
async function oneByOne(all: FileSystems, tag: OwnerTag): Promise<Isolation> {
  const seen = all.seen.slice(0, 1);
  const hidden = [...all.hidden];
  await attempt(namespaces(layersOf(tag), { seen, hidden }), tag);
  for (const path of all.seen.slice(1)) {
    const isolation = namespaces(layersOf(tag), { seen: [...seen, path], hidden });
    if (await tried(isolation, tag)) seen.push(path);
    else hidden.push(path);
  }
  return namespaces(layersOf(tag), { seen, hidden });
}

/** Undefined: it does not work here. */
async function tried(isolation: Isolation, tag: OwnerTag): Promise<Isolation | undefined> {
  try {
    await attempt(isolation, tag);
    return isolation;
  } catch (error) {
    throwIfExhausted(error);
    return undefined;
  }
}

/**
 * PID namespaces alone, where users may make their own namespaces, else nothing.
 *
 * @throws ToolkitError SW_MACHINE_UNFIT
 */
async function withoutRootFiles(why: string, tag: OwnerTag): Promise<Isolation> {
  let cause: unknown;
  for (const pidNamespaces of [true, false]) {
    const isolation = plain(cause === undefined ? why : `${why}; ${messageOf(cause)}`, pidNamespaces);
    try {
      await attempt(isolation, tag);
      return isolation;
    } catch (error) {
      throwIfExhausted(error);
      cause = error;
    }
  }
  throw new ToolkitError('SW_MACHINE_UNFIT', {
    what: `No program could be started: ${messageOf(cause)}`,
    cause,
  });
}

async function attempt(isolation: Isolation, tag: OwnerTag): Promise<void> {
  const place = isolation.prepare(trial);
  try {
    const lines: string[] = [];
    const { ended } = await launch(place.argv, (_, text) => lines.push(text), folderOf(tag));
    const { code } = await ended;
    if (code !== 0) throw new Error(lines.join('; ') || `the trial ended with ${code}`);
  } finally {
    await place.remove();
  }
}

const trial: Job = {
  id: 'trial',
  hostname: 'trial',
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
