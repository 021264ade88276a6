import { readFile } from 'node:fs/promises';
import type { ServiceContract } from '@seaworthy/contract';
import type { Document, Pair, Scalar, YAMLMap } from 'yaml';
import { ToolkitError } from '../errors.ts';
import type { PathStep } from '../model/index.ts';

/**
 * Reads a contract that is stated in YAML.
 *
 * @throws ToolkitError SW_PROJECT_FILE where it can't be read or is no YAML, SW_CONTRACT_INVALID with each wrong field's line
 */
export async function parseContractYaml(path: string): Promise<ServiceContract> {
  // Most services tell their contract themselves, and these take a tenth of a second to load.
  const [{ LineCounter, parseDocument }, { contractProblems }] = await Promise.all([
    import('yaml'),
    import('./contract-schema.ts'),
  ]);
  const lines = new LineCounter();
  const document = parseDocument(await readText(path), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new ToolkitError('SW_PROJECT_FILE', {
      what: broken.message.split('\n')[0] ?? 'not valid YAML',
      where: `${path}:${lines.linePos(broken.pos[0]).line}`,
    });
  const value = plainValue(document, path);
  const problems = contractProblems(value);
  if (problems.length === 0) return value as ServiceContract;
  const places = problems.map(({ path: field, message }) => {
    const offset = offsetOf(document, field);
    return `${offset === undefined ? '' : `line ${lines.linePos(offset).line}: `}${message}`;
  });
  throw new ToolkitError('SW_CONTRACT_INVALID', { what: places.join('; '), where: path });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'There is no such file' : code === 'EISDIR' ? 'It is a folder' : message;
    throw new ToolkitError('SW_PROJECT_FILE', { what, where: path, cause });
  }
}

/** Aliases of aliases can be more than a file should hold, and are refused only when they are followed. */
function plainValue(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ToolkitError('SW_PROJECT_FILE', { what: (cause as Error).message, where: path, cause });
  }
}

/** Where the field's name, or that of the nearest thing around it, stands in the text. */
function offsetOf(document: Document, field: readonly PathStep[]): number | undefined {
  for (let depth = field.length; depth >= 0; depth -= 1) {
    const container = document.getIn(field.slice(0, depth - 1), true) as Partial<YAMLMap> | undefined;
    const pair = container?.items?.find(
      (it) => (it as Partial<Pair<Scalar>>).key?.value === field[depth - 1],
    );
    const node = pair?.key ?? document.getIn(field.slice(0, depth), true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (range?.[0] !== undefined) return range[0];
  }
  return undefined;
}
