import type { PathStep } from '../position.ts';
import { problemAt, type Problem } from '../problem.ts';
import { isMap } from '../is-map.ts';
import { wholeMatch } from './select.ts';

/** What a value of a kustomization has to be. */
export type Shape =
  | keyof typeof leaves
  /** With `gaps`, an empty item says nothing. */
  | { readonly list: Shape; readonly gaps?: true }
  /** A map from any keys. */
  | { readonly values: Shape }
  | {
      readonly fields: Readonly<Record<string, Shape>>;
      /** Of each group one field must be there. Default: none has to. */
      readonly required?: readonly (readonly string[])[];
    };

/**
 * What is wrong with the value at `path` of a kustomization. kustomize refuses it too (it reads strictly into the types of
 * kustomize api/types), but for fields that nobody knows here, which are told as not carried out.
 */
export function shapeProblems(
  root: object,
  path: readonly PathStep[],
  value: unknown,
  shape: Shape,
): Problem[] {
  const inner = (key: PathStep, item: unknown, its: Shape) => shapeProblems(root, [...path, key], item, its);
  const wrong = (message: string) => [problemAt('schema', root, path, message)];
  if (typeof shape === 'string')
    return leaves[shape].fits(value) ? [] : wrong(`expected ${leaves[shape].name}`);
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong('expected a list');
    return value.flatMap((item, index) =>
      item === null && shape.gaps ? [] : inner(index, item, shape.list),
    );
  }
  if (!isMap(value)) return wrong('expected a map');
  if ('values' in shape)
    return Object.entries(value).flatMap(([key, item]) => inner(key, item, shape.values));
  const { fields, required = [] } = shape;
  const missing = required.filter((group) => !group.some((key) => Object.hasOwn(value, key)));
  return [
    ...missing.flatMap((group) => wrong(`${group.join(' or ')} is required`)),
    ...Object.entries(value).flatMap(([key, item]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return field === undefined ? [notCarriedOut(root, [...path, key])] : inner(key, item, field);
    }),
  ];
}

/** That a field is passed over, and what builds it. */
function notCarriedOut(root: object, path: readonly PathStep[]): Problem {
  const [field = ''] = path;
  const flag = path.length === 1 ? flags[field] : undefined;
  const advice = flag === undefined ? '' : `; check what \`kustomize build ${flag}\` writes`;
  return problemAt('unsupported', root, path, `this field of a kustomization is not carried out${advice}`);
}

const plugins = '--enable-alpha-plugins --enable-exec';
/** What kustomize is to be told for fields that make objects by other programs. */
const flags: Readonly<Record<string, string>> = {
  generators: plugins,
  helmChartInflationGenerator: '--enable-helm',
  helmCharts: '--enable-helm',
  transformers: plugins,
};

const leaves = {
  any: { name: 'anything', fits: () => true },
  text: { name: 'a text', fits: isText },
  integer: { name: 'an integer', fits: (value: unknown) => Number.isInteger(value) },
  boolean: { name: 'true or false', fits: (value: unknown) => typeof value === 'boolean' },
  assignment: { name: 'key=value', fits: (value: unknown) => isText(value) && /^[^=]+=/.test(value) },
  pattern: {
    name: 'a regular expression',
    fits: (value: unknown) => isText(value) && wholeMatch(value) !== undefined,
  },
} as const;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
