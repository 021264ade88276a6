import { addAbortListener } from 'node:events';
import { resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { alikeProblems } from '../../../model/index.ts';
import {
  createProcessEngine,
  htmlReport,
  jsonReport,
  judge,
  junitReport,
  localPrograms,
  plainLimits,
  plainSummary,
  readRehearsal,
  rehearse,
  scenarios,
  wrapLines,
  type DataPlane,
  type Evidence,
  type OutputListener,
  type ProfileName,
  type Rehearsal,
  type RehearsalSettings,
  type Scenario,
} from '../../../rehearse/index.ts';
import type { ProjectOptions } from '../../../project/index.ts';
import { errorText } from '../../error-text.ts';
import { exitStatusOf } from './exit-status.ts';
import { interruption, orInterrupted } from './interruption.ts';
import { showProgress } from './progress.ts';
import { prepareReportFiles, writeReportFiles } from './report-files.ts';

/** The options of `seaworthy rehearse`, as commander gives them. */
export interface RehearseFlags extends ProjectOptions {
  readonly scenario?: readonly string[];
  readonly manifests?: string;
  readonly workload?: string;
  readonly settings?: string;
  readonly replicas?: number;
  readonly program?: Readonly<Record<string, readonly string[]>>;
  readonly rate?: number;
  readonly roundTrip?: number;
  readonly seed: number;
  readonly profile?: ProfileName;
  readonly proxy: DataPlane['name'];
  readonly autoscale?: boolean;
  readonly html?: string;
  readonly junit?: string;
  readonly json?: boolean;
  readonly plain?: boolean;
}

/**
 * Rehearses a service and reports. A failed verdict sets the exit status, and so does one that is excused.
 *
 * @throws ToolkitError
 */
export async function runRehearse(path: string, flags: RehearseFlags): Promise<void> {
  const chosen = scenariosOf(flags.scenario);
  const { html, junit } = flags;
  if (html !== undefined && junit !== undefined && resolve(html) === resolve(junit))
    throw new ToolkitError('SW_COMMAND_USAGE', { what: `--html and --junit both write ${html}` });
  await using rehearsal = await readRehearsal({ ...flags, path, settingsFile: flags.settings });
  await prepareReportFiles([html, junit].filter((file) => file !== undefined));
  using interrupted = interruption();
  const { signal } = interrupted;
  const evidence = await orInterrupted(signal, evidenceOf(rehearsal, flags, chosen, signal));
  const verdicts = judge(evidence);
  if (flags.json) console.log(jsonReport(evidence, verdicts).trimEnd());
  else console.log(plainSummary(evidence, verdicts, lookOf(process.stdout)));
  process.exitCode = exitStatusOf(verdicts);
  const reports = new Map<string, () => string>();
  if (html !== undefined) reports.set(html, () => htmlReport(evidence, verdicts));
  if (junit !== undefined) reports.set(junit, () => junitReport(evidence, verdicts));
  await writeReportFiles(reports).catch((error: unknown) => {
    if (!flags.json || !(error instanceof ToolkitError)) throw error;
    // Standard output has its one object.
    console.error(errorText(error.message));
    process.exitCode = error.exitCode;
  });
}

/** Rehearses, and shows what happens meanwhile. */
async function evidenceOf(
  { workload, folder, portVariables, ...rehearsal }: Rehearsal,
  flags: RehearseFlags,
  chosen: readonly Scenario[],
  signal: AbortSignal,
): Promise<Evidence> {
  const settings = withLoad(rehearsal.settings, flags);
  const programs = await localPrograms(settings, folder, signal);
  let takeOutput: OutputListener = () => {};
  const engine = await createProcessEngine({
    programOf: (container) => programs.get(container),
    onOutput: (line) => takeOutput(line),
    portVariables,
  });
  // Before anything is seen: whoever watches is to know what it does not show.
  const unsupported = alikeProblems(workload.unsupported);
  const limits = plainLimits({ notEmulated: engine.notEmulated, unsupported });
  const { columns = Infinity } = lookOf(process.stderr);
  for (const line of limits) console.error(wrapLines(line, columns));
  const progress = showProgress(flags, workload.name, chosen);
  using _onAbort = addAbortListener(signal, () => {
    progress[Symbol.dispose]();
    console.error(
      'The pods are being ended, each within its grace period. A second signal ends them at once.',
    );
  });
  return await rehearse({
    workload,
    settings,
    folder,
    scenarios: chosen,
    seed: flags.seed,
    profile: flags.profile,
    proxy: { name: flags.proxy },
    autoscale: flags.autoscale,
    engine: (onOutput) => {
      takeOutput = onOutput;
      return Promise.resolve(engine);
    },
    listeners: progress,
    onTraffic: progress.traffic,
    signal,
  }).finally(() => progress[Symbol.dispose]());
}

/** Of a terminal its width, and whether it has colours that its reader did not deny (NO_COLOR); of a file neither. */
function lookOf(stream: NodeJS.WriteStream): { colour: boolean; columns: number | undefined } {
  // One that nobody gave a size has 0.
  return stream.isTTY
    ? { colour: stream.hasColors(), columns: stream.columns || undefined }
    : { colour: false, columns: undefined };
}

/** @throws ToolkitError SW_COMMAND_USAGE for a name that is none */
function scenariosOf(names: readonly string[] | undefined): readonly Scenario[] {
  if (names === undefined) return scenarios;
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `There is no scenario ${unknown.join(', ')}; there are ${scenarios.map(({ name }) => name).join(', ')}`,
    });
  return scenarios.filter(({ name }) => names.includes(name));
}

/** The settings with what the flags say of the load. */
function withLoad(settings: RehearsalSettings, { rate, roundTrip }: RehearseFlags): RehearsalSettings {
  const load = {
    ...settings.load,
    ...(rate !== undefined && { requestsPerSecond: rate }),
    ...(roundTrip !== undefined && { roundTripMs: roundTrip }),
  };
  return { ...settings, load };
}
