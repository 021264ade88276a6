import { Ajv, type ErrorObject } from 'ajv';
import { problemAt, unknownField, type PathStep, type Problem } from '../../../model/index.ts';
import schema from './rehearse.schema.json' with { type: 'json' };

const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);

/** What is wrong with the settings, by their JSON Schema and what it cannot say, each with its place. */
export function settingsProblems(settings: unknown): Problem[] {
  if (typeof settings !== 'object' || settings === null)
    return [{ kind: 'schema', message: 'expected a map of settings' }];
  if (!validate(settings)) return inOrder((validate.errors ?? []).map((error) => problemOf(settings, error)));
  return sourceProblems(settings);
}

function problemOf(root: object, error: ErrorObject): Problem {
  const { instancePath, keyword, message = 'is invalid', params, parentSchema } = error;
  const path = pathOf(instancePath, root);
  if (keyword === 'additionalProperties') {
    const name = String((params as { additionalProperty: unknown }).additionalProperty);
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return problemAt('schema', root, [...path, name], unknownField(name, known));
  }
  return problemAt('schema', root, path, messages[keyword]?.(error) ?? message);
}

/** What is said of a schema's keyword instead of what ajv says. */
const messages: Readonly<Record<string, (error: ErrorObject) => string>> = {
  enum: ({ schema: values }) => `must be one of ${(values as readonly unknown[]).join(', ')}`,
  pattern: ({ schema: pattern }) => patterns[String(pattern)] ?? `must match the pattern ${String(pattern)}`,
  type: ({ schema: type, data }) =>
    type === 'string' && ['number', 'boolean'].includes(typeof data)
      ? 'must be a text: put it in quotes'
      : `must be ${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${String(type)}`,
};

const patterns: Readonly<Record<string, string>> = {
  '^/': 'must begin with a slash',
  '^[A-Z]+$': 'must be a method in capitals, such as POST',
  '^[a-z][a-z0-9+.-]*://': 'must be a URL',
};

/** Exactly one of `url` and `run`. */
function sourceProblems(settings: object): Problem[] {
  const { dependencies = {} } = settings as {
    readonly dependencies?: Readonly<Record<string, { readonly url?: string; readonly run?: unknown }>>;
  };
  return Object.entries(dependencies).flatMap(([name, { url, run }]) => {
    if ((url === undefined) !== (run === undefined)) return [];
    const message = `needs ${url === undefined ? 'either url or run' : 'only one of url and run'}`;
    return [problemAt('schema', settings, ['dependencies', name], message)];
  });
}

/** The steps of a JSON pointer; those into lists are numbers. */
function pathOf(pointer: string, root: object): PathStep[] {
  let value: unknown = root;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as Record<PathStep, unknown> | undefined)?.[key];
      return key;
    });
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ position }: Problem) => position?.line ?? 0;
  return problems.toSorted((a, b) => line(a) - line(b));
}
