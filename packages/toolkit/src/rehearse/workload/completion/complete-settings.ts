import { readFile } from 'node:fs/promises';
import { ToolkitError } from '../../../errors.ts';
import { formatProblem, type Problem } from '../../../model/index.ts';
import type { Project } from '../../../project/index.ts';
import { trafficProtocol, type TrafficProtocol } from '../facts/index.ts';
import {
  requestProblems,
  type LoadSettings,
  type LoadStep,
  type RehearsalSettings,
  type RequestStep,
} from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { containerCommands } from './container-commands.ts';
import { openApiSteps, type OpenApiLoad } from './open-api-steps.ts';
import { ownProgram } from './own-program.ts';

/** Settings with nothing left open, and what was made for them. */
export interface CompletedSettings extends AsyncDisposable {
  readonly settings: RehearsalSettings;
  /** What was passed over in making them. */
  readonly unsupported: readonly Problem[];
}

/**
 * Fills in what settings leave out: the program of each container that runs the service's own image, the load's steps, and the
 * kind of each request.
 *
 * @param manifests see {@link containerCommands}
 * @throws ToolkitError SW_PROGRAM_MISSING for a container that nobody knows a program for, SW_REHEARSAL_SETTINGS where the
 * OpenAPI document can't be read or nothing follows from it
 */
export async function completeSettings(
  settings: RehearsalSettings,
  workload: Workload,
  project: Project | undefined,
  manifests: string | undefined,
): Promise<CompletedSettings> {
  await using made = new AsyncDisposableStack();
  const own = project && { root: project.root, program: () => ownProgram(project, made, workload.contract) };
  const { load: { headers, ...load } = {}, state } = settings;
  const { steps, leftOut } = await stepsOf(load, Object.keys(headers ?? {}));
  // A port that speaks HTTP/2 from its first byte on answers no other.
  const protocol = trafficProtocol(workload);
  const kind = protocol?.name === 'h2c' ? 'h2c' : undefined;
  const whole = <Step extends RequestStep | LoadStep>(step: Step): Step => ({
    ...(kind && { kind }),
    ...step,
    ...(headers && { headers: withDefaults(step.headers, headers) }),
  });
  const completed = {
    ...settings,
    containers: await containerCommands(settings, workload, own, manifests),
    load: { ...load, steps: steps.map(whole) },
    ...(state && { state: { write: whole(state.write), read: whole(state.read) } }),
  };
  // What all requests share may be wrong for some of them.
  refuse(
    requestProblems(completed),
    kind === 'h2c' ? 'The port of the Service speaks HTTP/2' : 'With load.headers',
  );
  const owned = made.move();
  const unsupported = [
    ...(leftOut === undefined ? [] : [leftOut]),
    ...(protocol?.name === 'h2c' ? completed.load.steps.flatMap((step) => byHttp1(step, protocol)) : []),
  ];
  return { settings: completed, unsupported, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** That a step goes by HTTP/1.1 to a port that speaks HTTP/2, and so may be lost to that alone: some servers take both. */
function byHttp1({ kind = 'http1', method, path }: LoadStep, { by }: TrafficProtocol): Problem[] {
  if (kind === 'h2c') return [];
  const name = [kind, method, path].filter(Boolean).join(' ');
  const message = `load.steps: ${name} is sent by HTTP/1.1, and the port of the Service speaks HTTP/2 (${by}): where it takes no other, all of these are lost`;
  return [{ kind: 'unsupported', message }];
}

/** Headers of a request with those of all requests, whose names have no case. */
function withDefaults(
  own: RequestStep['headers'],
  defaults: Readonly<Record<string, string>>,
): Record<string, string> {
  const stated = new Set(Object.keys(own ?? {}).map((name) => name.toLowerCase()));
  const others = Object.entries(defaults).filter(([name]) => !stated.has(name.toLowerCase()));
  return { ...Object.fromEntries(others), ...own };
}

/** Headers that fit the kind that was stated need not fit the one that the port asks for, nor those of all requests each of them. */
function refuse(problems: readonly Problem[], because: string): void {
  if (problems.length === 0) return;
  const what = `${because}: ${problems.map(formatProblem).join('; ')}`;
  throw new ToolkitError('SW_REHEARSAL_SETTINGS', { what });
}

async function stepsOf({ steps, openapi }: LoadSettings, given: readonly string[]): Promise<OpenApiLoad> {
  if (steps !== undefined) return { steps, leftOut: undefined };
  if (openapi === undefined) return { steps: [{ path: '/' }], leftOut: undefined };
  return openApiSteps(await readOpenApi(openapi), openapi, given);
}

function readOpenApi(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new ToolkitError('SW_REHEARSAL_SETTINGS', {
      what: `load.openapi cannot be read: ${cause.message}`,
      where: file,
      cause,
    });
  });
}
