import { problemAt, type PathStep, type Problem } from '../../../model/index.ts';
import { notInValue } from './request-problems.ts';
import type { RehearsalSettings } from './settings.generated.ts';

/** `$(NAME)`, and `$$` before it for one that stands for itself, as in a container's `env` (EnvVar.value of Kubernetes). */
const reference = /\$(\$?)\(([A-Za-z_]\w*)\)/g;

type Headers = Readonly<Record<string, string>>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with variables that headers refer to. No value is told: they are there for credentials. */
export function headerVariableProblems(settings: RehearsalSettings, env: Environment): Problem[] {
  const problems: Problem[] = [];
  mapHeaders(settings, (headers, place) => {
    for (const [header, value] of Object.entries(headers))
      for (const [, escape, name = ''] of value.matchAll(reference)) {
        const fault = escape === '' ? faultOf(valueOf(env, name)) : undefined;
        if (fault === undefined) continue;
        const path = [...place, 'headers', header];
        problems.push(problemAt('schema', settings, path, `the variable ${name} ${fault}`));
      }
    return headers;
  });
  return problems;
}

/** Settings whose headers have the values of the variables that they refer to. */
export function withHeaderVariables(settings: RehearsalSettings, env: Environment): RehearsalSettings {
  const expand = (value: string) =>
    value.replaceAll(reference, (whole, escape: string, name: string) =>
      escape === '' ? (valueOf(env, name) ?? whole) : whole.slice(1),
    );
  return mapHeaders(settings, (headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, expand(value)])),
  );
}

function valueOf(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

function faultOf(value: string | undefined): string | undefined {
  if (value === undefined) return 'is not set where this command runs';
  return notInValue.test(value) ? 'has a character that no header may hold' : undefined;
}

/** Settings with each of their maps of headers changed. */
function mapHeaders(
  settings: RehearsalSettings,
  change: (headers: Headers, place: readonly PathStep[]) => Headers,
): RehearsalSettings {
  const { load, state } = settings;
  const changed = <T extends { readonly headers?: Headers }>(it: T, ...place: readonly PathStep[]): T =>
    it.headers === undefined ? it : { ...it, headers: change(it.headers, place) };
  return {
    ...settings,
    ...(load && {
      load: {
        ...changed(load, 'load'),
        ...(load.steps && { steps: load.steps.map((step, index) => changed(step, 'load', 'steps', index)) }),
      },
    }),
    ...(state && {
      state: { write: changed(state.write, 'state', 'write'), read: changed(state.read, 'state', 'read') },
    }),
  };
}
