import { decodeBase64, problemAt, type PathStep, type Problem } from '../../../model/index.ts';
import type { LoadStep, RehearsalSettings, RequestStep } from './settings.generated.ts';

/** The characters of a header's name (RFC 9110, section 5.6.2). */
const token = /^[!#$%&'*+.^_`|~\w-]+$/;
/** All but what may stand in a header's value (RFC 9110, section 5.5). */
// oxlint-disable-next-line no-control-regex
export const notInValue = /[^\t\x20-\x7e\x80-\xff]/;
// oxlint-disable-next-line no-control-regex
const control = /[\x00-\x1f\x7f]/;
/** What is said of a connection has no place in HTTP/2 (RFC 9113, section 8.2.2). */
const ofConnection = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

type Tell = (path: readonly PathStep[], message: string) => void;

/** Requests that no client could send, or none that could be answered in time; of settings that fit their schema. */
export function requestProblems(settings: RehearsalSettings): Problem[] {
  const problems: Problem[] = [];
  const tellAt =
    (...base: PathStep[]): Tell =>
    (path, message) =>
      problems.push(problemAt('schema', settings, [...base, ...path], message));
  const { load = {}, state } = settings;
  headerFaults(load.headers, tellAt('load'));
  if (load.steps?.some(({ kind }) => kind === 'h2c') === true) connectionHeaders(load, tellAt('load'));
  for (const [index, step] of (load.steps ?? []).entries()) {
    const tell = tellAt('load', 'steps', index);
    requestFaults(step, tell);
    if (step.kind === 'h2c') connectionHeaders(step, tell);
    if (step.kind === 'upload') slowUpload(step, load.timeoutSeconds ?? 10, tell);
  }
  if (state !== undefined) {
    for (const part of ['write', 'read'] as const) {
      const tell = tellAt('state', part);
      requestFaults(state[part], tell);
      if (state[part].kind === 'h2c') connectionHeaders(state[part], tell);
    }
  }
  return problems;
}

function requestFaults({ path, headers, body, bodyBase64 }: RequestStep | LoadStep, tell: Tell): void {
  if (control.test(path)) tell(['path'], 'has a control character, which no URL may hold');
  if (path.includes('#')) tell(['path'], 'has a fragment, which clients keep to themselves: write %23 for #');
  headerFaults(headers, tell);
  if (bodyBase64 === undefined) return;
  if (decodeBase64(bodyBase64) === undefined) tell(['bodyBase64'], 'expected base64');
  if (body !== undefined) tell(['bodyBase64'], 'stands beside a body: only one of them can be sent');
}

function headerFaults(headers: RequestStep['headers'], tell: Tell): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!token.test(name)) tell(['headers', name], 'is no name of a header');
    if (notInValue.test(value)) tell(['headers', name], 'has a character that no header may hold');
  }
}

function connectionHeaders({ headers = {} }: Pick<RequestStep, 'headers'>, tell: Tell): void {
  for (const [name, value] of Object.entries(headers)) {
    const small = name.toLowerCase();
    if (ofConnection.has(small)) tell(['headers', name], 'is a header of HTTP/1.1, which HTTP/2 forbids');
    if (small === 'te' && value !== 'trailers') tell(['headers', name], 'can only be `trailers` over HTTP/2');
  }
}

function slowUpload({ overMs = 0 }: LoadStep, timeoutSeconds: number, tell: Tell): void {
  if (overMs >= timeoutSeconds * 1000)
    tell(['overMs'], `leaves no time for an answer: load.timeoutSeconds is ${timeoutSeconds}`);
}
