import { usualIdleTimeoutsMs, type LoadAction, type LoadPlan } from '../load/index.ts';
import { isStream } from '../requests.ts';
import type { LoadSettings, LoadStep } from '../workload/index.ts';

const DEFAULT_PER_SECOND = 100;
const DEFAULT_UPLOAD_BYTES = 65_536;
const DEFAULT_STREAM_MS = 10_000;

/** The plan of a load: settings with their defaults filled in. */
export function planOf(
  settings: LoadSettings,
  { seed, authority }: Pick<LoadPlan, 'seed' | 'authority'>,
): LoadPlan {
  const {
    requestsPerSecond = DEFAULT_PER_SECOND,
    freshConnections = 0.3,
    clients = 10,
    roundTripMs = 0,
  } = settings;
  return {
    seed,
    authority,
    perSecond: requestsPerSecond,
    clients,
    freshPart: freshConnections,
    roundTripMs,
    timeoutMs: (settings.timeoutSeconds ?? 10) * 1000,
    idleTimeoutsMs: usualIdleTimeoutsMs,
    actions: (settings.steps ?? [{ path: '/' }]).map(actionOf),
  };
}

function actionOf(step: LoadStep): LoadAction {
  const { kind = 'http1', weight = 1, bytes = DEFAULT_UPLOAD_BYTES, overMs } = step;
  const request = requestOf({ method: kind === 'upload' ? 'POST' : 'GET', ...step });
  const upload = { 'content-type': 'application/octet-stream', ...request.headers };
  return {
    ...request,
    ...(kind === 'upload' && request.body === undefined && { headers: upload, body: 'x'.repeat(bytes) }),
    name: `${request.method} ${step.path}`,
    kind,
    weight,
    overMs: overMs ?? (isStream(kind) ? DEFAULT_STREAM_MS : 0),
  };
}

/** A request with its defaults filled in, its path as a URL has it, header names in lower case, its body as a text or bytes. */
export function requestOf({
  method = 'GET',
  path,
  headers = {},
  body,
  bodyBase64,
}: LoadStep): Pick<LoadAction, 'method' | 'path' | 'headers' | 'body'> {
  const isJson = body !== undefined && typeof body !== 'string';
  const text = isJson ? JSON.stringify(body) : body;
  return {
    method,
    path: encoded(path),
    headers: {
      ...(isJson && { 'content-type': 'application/json' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    // Bytes of their own: a small Buffer's memory is shared with others, and goes to another thread as a whole.
    body: bodyBase64 === undefined ? text : Uint8Array.from(Buffer.from(bodyBase64, 'base64')),
  };
}

/** All but the characters of a URL (RFC 3986, section 2) percent-encoded; what is encoded already stays. */
function encoded(path: string): string {
  return path.toWellFormed().replaceAll(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/g, encodeURIComponent);
}
