import { dirname, join, resolve } from 'node:path';
import { MOST_REPLICAS } from '../../rehearsal-bounds.ts';
import { ToolkitError } from '../../errors.ts';
import { isFolder } from '../../file-system/is-folder.ts';
import { containersOf, type Problem } from '../../model/index.ts';
import { podSpecs } from './change-pods.ts';
import {
  completeSettings,
  refuseAbsentCommands,
  withLocalCommands,
  withLocalFolders,
} from './completion/index.ts';
import { portVariables, servicePorts, type PortVariable } from './facts/index.ts';
import { readWorkload, type WorkloadOptions } from './read-workload.ts';
import { refuseMissing } from './references/index.ts';
import { readSettings, SETTINGS_FILE, withPrograms, type RehearsalSettings } from './settings/index.ts';
import { readService } from './source/index.ts';
import type { Workload } from './workload.ts';

/** What a rehearsal is asked for. */
export interface RehearsalOptions extends Omit<WorkloadOptions, 'settings' | 'service'> {
  /** Default: `rehearse.yaml` beside the path. */
  readonly settingsFile?: string | undefined;
  /** Command lines in the place of images and of commands, by the container’s name; they win over the settings’. Default: none. */
  readonly program?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether the workload's HorizontalPodAutoscaler is to be at work: where there is none, that is refused. Default: false. */
  readonly autoscale?: boolean | undefined;
}

/** Everything that is to be rehearsed, read and checked; until it is disposed of. */
export interface Rehearsal extends AsyncDisposable {
  readonly workload: Workload;
  /** With the defaults filled in; `containers` has an entry for every container. */
  readonly settings: RehearsalSettings;
  /** The folder of the settings file, absolute. */
  readonly folder: string;
  /** Variables by which the program is told its ports. */
  readonly portVariables: readonly PortVariable[];
}

/**
 * Reads `rehearse.yaml`, the workload, and what follows from the service for all that is not said.
 *
 * @throws ToolkitError what {@link readWorkload} throws, SW_REHEARSAL_SETTINGS, SW_PROGRAM_MISSING, SW_REFERENCE_MISSING, SW_COMMAND_USAGE
 */
export async function readRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { path, settingsFile } = options;
  const stated = withPrograms(await readSettings(path, settingsFile), options.program ?? {});
  const conditions = options.conditions ?? stated.conditions;
  const hasPrograms = Object.keys(stated.containers ?? {}).length > 0;
  const service = await readService(path, { ...options, conditions, hasPrograms });
  const workload = await readWorkload({ ...options, settings: stated, service });
  refuseNumber(workload);
  refuseUnknownPort(workload);
  const programs = Object.keys(options.program ?? {});
  const folder = folderOf(path, settingsFile);
  refuseStrangers(programs, workload);
  if (options.autoscale === true) refuseNoAutoscaler(workload);
  refuseMissing(workload);
  refuseAbsentCommands(workload, stated, programs, service.project?.root, folder);
  const isOfManifests = options.manifests === undefined && stated.manifests === undefined;
  const named = isOfManifests ? path : undefined;
  const completed = await completeSettings(stated, workload, service.project, named);
  const read = [settingsFile ?? join(folder, SETTINGS_FILE), stated.load?.openapi];
  const placed = withLocalFolders(workload, completed.settings, folder);
  const unsupported = [...elsewhere(placed.unsupported, read), ...completed.unsupported];
  return {
    workload: withLocalCommands({ ...placed, unsupported }, completed.settings, programs),
    settings: completed.settings,
    folder,
    portVariables: portVariables(workload, completed.settings),
    [Symbol.asyncDispose]: () => completed[Symbol.asyncDispose](),
  };
}

/** What is told of other files than these, which hold no objects and are no manifests either. */
function elsewhere(problems: readonly Problem[], files: readonly (string | undefined)[]): Problem[] {
  const known = new Set(files.map((file) => file && resolve(file)));
  return problems.filter(({ position }) => position === undefined || !known.has(resolve(position.file)));
}

/** Of no pod nothing is seen, and nothing would fail; of too many the last ones would get no address. */
function refuseNumber({ name, replicas }: Workload): void {
  if (replicas > MOST_REPLICAS)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `${name} has ${replicas} replicas, and at most ${MOST_REPLICAS} are rehearsed`,
      fix: 'Say fewer with `--replicas`.',
    });
  if (replicas === 0)
    throw new ToolkitError('SW_WORKLOAD_MISSING', {
      what: `${name} has no replica`,
      fix: 'Say how many with `--replicas`.',
    });
}

/** The load would go nowhere, and nothing be judged. */
function refuseUnknownPort({ services, loadPort }: Workload): void {
  if (services.length === 0 || loadPort === undefined || servicePorts({ services, loadPort })) return;
  const names = services.map(({ metadata }) => metadata.name).join(' or ');
  const ports = services.flatMap((service) => {
    const found = servicePorts({ services: [service], loadPort: undefined });
    return found === undefined ? [] : [found.asked, ...found.others];
  });
  throw new ToolkitError('SW_REHEARSAL_SETTINGS', {
    what: `load.port: the Service ${names} has no port ${loadPort}; there are ${ports.join(', ') || 'none'}`,
  });
}

/** The number of pods would stay as it is, as if load and limits were such. */
function refuseNoAutoscaler({ name, autoscaler }: Workload): void {
  if (autoscaler === undefined)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `The manifests have no HorizontalPodAutoscaler of ${name}`,
      where: '--autoscale',
      fix: 'Name manifests that have one with `--manifests`, or leave it out.',
    });
}

/** A program for a container that is not there would be passed over, and another one judged in its place. */
function refuseStrangers(names: readonly string[], workload: Workload): void {
  const containers = podSpecs(workload).flatMap(containersOf);
  const known = new Set(containers.map(({ name }) => name));
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `There is no container ${stranger}; there are ${[...known].join(', ')}`,
      where: '--program',
      fix: 'Name one of them.',
    });
}

function folderOf(path: string, settingsFile: string | undefined): string {
  if (settingsFile !== undefined) return dirname(resolve(settingsFile));
  return resolve(isFolder(path) ? path : dirname(path));
}
