/** What a value has to be: a text, a list of texts, texts by any key, or fields of their own. */
type Shape = 'text' | 'texts' | 'map' | { readonly [field: string]: Shape };

/** The fields of a package.json that are read, but for `license`, which has old forms and fails nothing. */
const packageShape: Shape = {
  name: 'text',
  version: 'text',
  description: 'text',
  main: 'text',
  scripts: 'map',
  dependencies: 'map',
  devDependencies: 'map',
  packageManager: 'text',
  engines: 'map',
  seaworthy: {
    entry: 'text',
    image: {
      exclude: 'texts',
      external: 'texts',
      assets: 'texts',
      locales: 'texts',
      warmUp: { args: 'texts', paths: 'texts', env: 'map' },
    },
  },
};

/** The first thing that is wrong with a package.json, such as `seaworthy.entry is not a text`; undefined where nothing is. */
export function packageProblem(value: unknown): string | undefined {
  return problemOf('It', value, packageShape);
}

function problemOf(name: string, value: unknown, shape: Shape): string | undefined {
  if (shape === 'text') return isText(value) ? undefined : `${name} is not a text`;
  if (shape === 'texts')
    return Array.isArray(value) && value.every(isText) ? undefined : `${name} is not a list of texts`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${name} is not an object`;
  for (const [field, its] of Object.entries(value)) {
    const inner = shape === 'map' ? 'text' : Object.hasOwn(shape, field) ? shape[field] : undefined;
    const path = name === 'It' ? field : `${name}.${field}`;
    const problem = inner && problemOf(path, its, inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
