import { unescape } from 'node:querystring';
import { ToolkitError } from '../../../errors.ts';
import { formatProblem, parseYaml } from '../../../model/index.ts';
import type { LoadStep } from '../settings/index.ts';

type OpenApiMap = Readonly<Record<string, unknown>>;

/**
 * A step for each GET of an OpenAPI document that can be sent as it is: no parameter in its path, and none required. Paths
 * follow the path of the first server that is stated for them (OpenAPI 3), or `basePath` (2).
 *
 * @throws ToolkitError SW_REHEARSAL_SETTINGS where the text is no YAML or JSON
 */
export function openApiSteps(text: string, file: string): LoadStep[] {
  const { documents, problems } = parseYaml(text, file, '1.2');
  const [problem] = problems;
  if (problem !== undefined)
    throw new ToolkitError('SW_REHEARSAL_SETTINGS', { what: formatProblem(problem), where: file });
  const document = mapOf(documents[0]);
  const steps: LoadStep[] = [];
  for (const [path, value] of Object.entries(mapOf(document['paths']))) {
    const item = mapOf(resolved(document, value));
    const operation = item['get'];
    if (!isMap(operation) || path.includes('{') || !isFree(document, [item, operation])) continue;
    const base = basePathOf([operation, item, document]) ?? '';
    steps.push({ path: base + path });
  }
  return steps;
}

/** Parameters of a path stand for each of its operations; an operation may state one of them otherwise. */
function isFree(document: OpenApiMap, parts: readonly OpenApiMap[]): boolean {
  const required = new Map<string, boolean>();
  for (const parameter of parts.flatMap(({ parameters }) => listOf(parameters))) {
    const found = resolved(document, parameter);
    // One that another file holds may be required.
    if (!isMap(found)) return false;
    required.set(`${String(found['in'])} ${String(found['name'])}`, found['required'] === true);
  }
  return ![...required.values()].includes(true);
}

/** What a `$ref` within the document leads to, over others too; undefined where that is nothing. */
function resolved(document: OpenApiMap, value: unknown, hops = 10): unknown {
  const reference = mapOf(value)['$ref'];
  if (typeof reference !== 'string') return value;
  const [start, ...steps] = reference.split('/');
  if (start !== '#' || hops === 0) return undefined;
  let target: unknown = document;
  // Escaped as in a JSON pointer (RFC 6901) within a URL.
  for (const step of steps)
    target = mapOf(target)[unescape(step).replaceAll('~1', '/').replaceAll('~0', '~')];
  return resolved(document, target, hops - 1);
}

/** The path of the first server of the nearest part that states some, without a slash at its end. */
function basePathOf(parts: readonly OpenApiMap[]): string | undefined {
  for (const { servers, basePath } of parts) {
    const [server] = listOf(servers);
    const { url = basePath, variables } = mapOf(server);
    // Without a host, it is on the document's own.
    if (typeof url === 'string')
      return URL.parse(withDefaults(url, mapOf(variables)), 'http://localhost/')?.pathname.replace(/\/$/, '');
  }
  return undefined;
}

function withDefaults(url: string, variables: OpenApiMap): string {
  return url.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    const value = mapOf(variables[name])['default'];
    return typeof value === 'string' ? value : '';
  });
}

function mapOf(value: unknown): OpenApiMap {
  return isMap(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isMap(value: unknown): value is OpenApiMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
