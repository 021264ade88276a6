import { ToolkitError } from '../../../errors.ts';
import { formatProblem, parseYaml } from '../../../model/index.ts';
import type { LoadStep } from '../settings/index.ts';

/** The parts of an OpenAPI document that matter here. */
interface Operation {
  readonly parameters?: readonly { readonly in?: string; readonly required?: boolean }[];
}

/**
 * A step for each GET of an OpenAPI document that can be sent as it is: no parameter in its path, and none required.
 *
 * @throws ToolkitError SW_REHEARSAL_SETTINGS where the text is no YAML or JSON
 */
export function openApiSteps(text: string, file: string): LoadStep[] {
  const { documents, problems } = parseYaml(text, file);
  const [problem] = problems;
  if (problem !== undefined)
    throw new ToolkitError('SW_REHEARSAL_SETTINGS', { what: formatProblem(problem), where: file });
  const { paths = {} } = (documents[0] ?? {}) as {
    readonly paths?: Readonly<Record<string, { readonly get?: Operation } & Operation>>;
  };
  return Object.entries(paths)
    .filter(([path, item]) => item.get !== undefined && !path.includes('{') && isFree(item, item.get))
    .map(([path]) => ({ path }));
}

/** Parameters of the path stand for each of its operations. */
function isFree(...parts: readonly Operation[]): boolean {
  return parts.every(({ parameters = [] }) => parameters.every(({ required }) => required !== true));
}
