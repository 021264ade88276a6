import { Ajv, type ErrorObject } from 'ajv';
import { problemAt, readSchemaError, type Problem } from '../../../model/index.ts';
import { headerVariableProblems } from './header-variables.ts';
import { requestProblems } from './request-problems.ts';
import type { RehearsalSettings } from './settings.generated.ts';
import schema from './rehearse.schema.json' with { type: 'json' };

const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);

/**
 * What is wrong with the settings, by their JSON Schema and what it cannot say, each with its place.
 *
 * @param env the variables that headers may refer to
 */
export function settingsProblems(settings: unknown, env: NodeJS.ProcessEnv): Problem[] {
  if (typeof settings !== 'object' || settings === null)
    return [{ kind: 'schema', message: 'expected a map of settings' }];
  if (!validate(settings)) return inOrder((validate.errors ?? []).map((error) => problemOf(settings, error)));
  const valid = settings as RehearsalSettings;
  return inOrder([
    ...sourceProblems(valid),
    ...requestProblems(valid),
    ...headerVariableProblems(valid, env),
  ]);
}

function problemOf(root: object, error: ErrorObject): Problem {
  const { path, message } = readSchemaError(root, error);
  return problemAt('schema', root, path, message);
}

/** Exactly one of `url` and `run`. */
function sourceProblems(settings: RehearsalSettings): Problem[] {
  const { dependencies = {} } = settings;
  return Object.entries(dependencies).flatMap(([name, { url, run }]) => {
    if ((url === undefined) !== (run === undefined)) return [];
    const message = `needs ${url === undefined ? 'either url or run' : 'only one of url and run'}`;
    return [problemAt('schema', settings, ['dependencies', name], message)];
  });
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ position }: Problem) => position?.line ?? 0;
  return problems.toSorted((a, b) => line(a) - line(b));
}
