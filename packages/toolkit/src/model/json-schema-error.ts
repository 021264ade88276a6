import type { ErrorObject } from 'ajv';
import type { PathStep } from './position.ts';
import { unknownField } from './schema/index.ts';

/**
 * What a JSON Schema finds wrong, in words that say what is allowed, and where: a field that is unknown is its own place.
 *
 * @param root the value that was checked
 * @param error of an Ajv with `verbose: true`
 */
export function readSchemaError(root: unknown, error: ErrorObject): { path: PathStep[]; message: string } {
  const { instancePath, keyword, message = 'is invalid', params, parentSchema } = error;
  const path = pathOf(instancePath, root);
  if (keyword === 'additionalProperties') {
    const name = String((params as { additionalProperty: unknown }).additionalProperty);
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return { path: [...path, name], message: unknownField(name, known) };
  }
  return { path, message: messages[keyword]?.(error) ?? message };
}

/** What is said of a schema's keyword instead of what ajv says. */
const messages: Readonly<Record<string, (error: ErrorObject) => string>> = {
  const: ({ schema: value }) => `must be ${String(value)}`,
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

/** The steps of a JSON pointer; those into lists are numbers. */
function pathOf(pointer: string, root: unknown): PathStep[] {
  let value = root;
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
