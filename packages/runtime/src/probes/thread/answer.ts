import { METRICS_PATH, ProbeAlias, ProbePath } from '@seaworthy/contract';
import type { Health, ProbeName } from './health.ts';
import type { ScrapeResult } from './scrape.ts';

/** What a client asks, of either HTTP version. */
export interface Question {
  readonly method: string;
  /** Path and query, or an absolute URL. */
  readonly target: string;
  readonly accept: string | undefined;
}

/** What it is told. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Where answers come from. */
export interface AnswerSource {
  health(): Health;
  /** The verbose form. */
  report(): object;
  /** Asks the main thread for its metrics. */
  metrics(accept: string): Promise<ScrapeResult>;
}

const probes = new Map<string, ProbeName>([
  [ProbePath.startup, 'startup'],
  [ProbePath.liveness, 'liveness'],
  [ProbePath.readiness, 'readiness'],
]);

/** Answers `question`: a probe in plain text or verbose JSON, or the metrics. */
export function answer(question: Question, source: AnswerSource): Answer | Promise<Answer> {
  const { method, target, accept } = question;
  if (method !== 'GET' && method !== 'HEAD')
    return text(405, 'only GET and HEAD are answered here', { allow: 'GET, HEAD' });
  if (!URL.canParse(target, 'http://admin')) return text(400, 'not a URL');
  const { pathname, searchParams } = new URL(target, 'http://admin');
  if (pathname === METRICS_PATH) return scrape(source, accept ?? '');
  const probe = probes.get(
    Object.hasOwn(ProbeAlias, pathname) ? ProbeAlias[pathname as keyof typeof ProbeAlias] : pathname,
  );
  if (probe === undefined) return text(404, `known here: ${[...probes.keys(), METRICS_PATH].join(' ')}`);
  const { ok, reason } = source.health()[probe];
  const status = ok ? 200 : 503;
  return searchParams.has('verbose') || accept?.includes('application/json')
    ? reply(status, 'application/json; charset=utf-8', `${JSON.stringify(source.report(), undefined, 2)}\n`)
    : text(status, reason);
}

async function scrape(source: AnswerSource, accept: string): Promise<Answer> {
  const page = await source.metrics(accept);
  return 'failure' in page ? text(503, page.failure) : reply(200, page.contentType, page.body);
}

function text(status: number, line: string, headers: Answer['headers'] = {}): Answer {
  return reply(status, 'text/plain; charset=utf-8', `${line}\n`, headers);
}

function reply(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Answer['headers'] = {},
): Answer {
  return {
    status,
    headers: {
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...headers,
    },
    body,
  };
}
