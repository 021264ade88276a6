import { unescape } from 'node:querystring';
import { ToolkitError } from '../../../errors.ts';
import { formatProblem, isMap, parseYaml, problemAt, type Problem } from '../../../model/index.ts';
import type { LoadStep } from '../settings/index.ts';

type OpenApiMap = Readonly<Record<string, unknown>>;

/** The load that an OpenAPI document makes. */
export interface OpenApiLoad {
  readonly steps: LoadStep[];
  /** Tells of the GETs that are no steps, and why; undefined where all are. */
  readonly leftOut: Problem | undefined;
}

/** A stream lasts: at the rate of requests there would be hundreds of them at once. */
const STREAM_WEIGHT = 0.1;
/** Types of schemes whose credentials are sent in `Authorization` (OpenAPI 3, and `basic` of 2). */
const byAuthorization: ReadonlySet<unknown> = new Set(['http', 'basic', 'oauth2', 'openIdConnect']);
/** So many are named of those that are left out. */
const NAMED = 5;

/**
 * A step for each GET of an OpenAPI document that can be sent as it is: no parameter in its path, and none required and no
 * credentials but those of headers that every request has. One whose only answer is an event stream is kept as one. Paths follow the path of the first server that is
 * stated for them (OpenAPI 3), or `basePath` (2).
 *
 * @param headers the names of those headers. Default: none
 * @throws ToolkitError SW_REHEARSAL_SETTINGS where the text is no YAML or JSON, or no OpenAPI document, or has nothing to send
 */
export function openApiSteps(text: string, file: string, headers: readonly string[] = []): OpenApiLoad {
  const given = new Set(headers.map((name) => name.toLowerCase()));
  const { documents, problems } = parseYaml(text, file, '1.2');
  const [problem] = problems;
  if (problem !== undefined) throw refusal(formatProblem(problem), file);
  const document = mapOf(documents[0]);
  if ((document['openapi'] ?? document['swagger']) === undefined)
    throw refusal('load.openapi is no OpenAPI document: it states neither `openapi` nor `swagger`', file);
  const steps: LoadStep[] = [];
  const faults: string[] = [];
  for (const [path, value] of Object.entries(mapOf(document['paths']))) {
    const item = resolved(document, value);
    if (item === undefined) faults.push(`${path} is stated elsewhere`);
    const operation = mapOf(item)['get'];
    if (!isMap(item) || !isMap(operation)) continue;
    const fault = faultOf(document, path, [item, operation], given);
    if (fault === undefined) steps.push(stepOf(document, path, [operation, item]));
    else faults.push(`${path} ${fault}`);
  }
  const message = `${faults.length} of ${steps.length + faults.length} GETs are not sent: ${named(faults)}`;
  if (steps.length === 0)
    throw refusal(
      faults.length === 0 ? 'load.openapi has no GET' : message,
      file,
      'State what to send: `load: { steps: [{ path: …, headers: { … } }] }`.',
    );
  const leftOut = faults.length === 0 ? undefined : problemAt('unsupported', document, ['paths'], message);
  return { steps, leftOut };
}

/** Why a GET cannot be sent as it is. */
function faultOf(
  document: OpenApiMap,
  path: string,
  [item, operation]: readonly [OpenApiMap, OpenApiMap],
  given: ReadonlySet<string>,
): string | undefined {
  if (path.includes('{') || !isFree(document, [item, operation], given)) return 'needs a parameter';
  const alternatives = listOf(operation['security'] ?? document['security']);
  // An empty one among them makes the others optional.
  const isOpen = alternatives.some((it) =>
    Object.keys(mapOf(it)).every((name) => given.has(headerOf(document, name) ?? '')),
  );
  return alternatives.length === 0 || isOpen ? undefined : 'needs credentials';
}

/** The header in which credentials of this scheme are sent, in lower case; undefined: none is known. */
function headerOf(document: OpenApiMap, scheme: string): string | undefined {
  const { securitySchemes } = mapOf(document['components']);
  const schemes = mapOf(securitySchemes ?? document['securityDefinitions']);
  const { type, name, in: place } = mapOf(resolved(document, schemes[scheme]));
  if (type === 'apiKey' && place === 'header') return String(name).toLowerCase();
  if (type === 'apiKey' && place === 'cookie') return 'cookie';
  return byAuthorization.has(type) ? 'authorization' : undefined;
}

function stepOf(
  document: OpenApiMap,
  path: string,
  [operation, item]: readonly [OpenApiMap, OpenApiMap],
): LoadStep {
  const step = { path: (basePathOf([operation, item, document]) ?? '') + path };
  return isStream(document, operation) ? { ...step, kind: 'sse', weight: STREAM_WEIGHT } : step;
}

/** Every answer that means success is an event stream. */
function isStream(document: OpenApiMap, operation: OpenApiMap): boolean {
  const contents = Object.entries(mapOf(operation['responses']))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, response]) => Object.keys(mapOf(mapOf(resolved(document, response))['content'])));
  const types = contents.length > 0 ? contents : listOf(operation['produces'] ?? document['produces']);
  return types.length > 0 && types.every((type) => /^text\/event-stream\s*(?:$|;)/i.test(String(type)));
}

function named(faults: readonly string[]): string {
  const more = faults.length - NAMED;
  return faults.slice(0, NAMED).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function refusal(what: string, where: string, fix?: string): ToolkitError {
  return new ToolkitError('SW_REHEARSAL_SETTINGS', { what, where, fix });
}

/** Parameters of a path stand for each of its operations; an operation may state one of them otherwise. */
function isFree(document: OpenApiMap, parts: readonly OpenApiMap[], given: ReadonlySet<string>): boolean {
  const required = new Map<string, boolean>();
  for (const parameter of parts.flatMap(({ parameters }) => listOf(parameters))) {
    const found = resolved(document, parameter);
    // One that another file holds may be required.
    if (!isMap(found)) return false;
    const { in: place, name } = found;
    const isGiven = place === 'header' && given.has(String(name).toLowerCase());
    required.set(`${String(place)} ${String(name)}`, found['required'] === true && !isGiven);
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
