import { problemAt, type Problem } from '../problem.ts';

/** A list field of a kustomization; anything else in its place is told and read as empty. */
export function fieldList(
  raw: Readonly<Record<string, unknown>>,
  field: string,
  problems: Problem[],
): readonly unknown[] {
  const value = raw[field] ?? [];
  if (Array.isArray(value)) return value;
  problems.push(problemAt('schema', raw, [field], 'expected a list'));
  return [];
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
