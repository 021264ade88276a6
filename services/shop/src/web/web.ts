import { hash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { accepts } from 'hono/accepts';
import { assets } from './assets.generated.ts';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** It runs and loads what comes from here, and stands in no frame: markup that slips in can do nothing. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** `GET /` for browsers, which accept HTML, and `GET /assets/*`: the page where a person shops. */
export function web(): Hono {
  const app = new Hono().get('/', async (c, next) => {
    if (prefersHtml(c)) return answer(c.req.raw, 'index.html');
    await next();
    c.header('vary', 'accept', { append: true });
    return undefined;
  });
  for (const name of Object.keys(assets)) app.get(`/assets/${name}`, (c) => answer(c.req.raw, name));
  return app;
}

function prefersHtml(c: Context): boolean {
  const supports = ['application/json', 'text/html'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'text/html';
}

/** Asked for each time, as a new release may have changed it; and answered 304 where it has not. */
function answer(request: Request, name: string): Response {
  const text = assets[name] ?? '';
  const etag = `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
  const headers = {
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'content-type': TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? '',
    etag,
    vary: 'accept',
    'x-content-type-options': 'nosniff',
  };
  if (names(request.headers.get('if-none-match') ?? '', etag))
    return new Response(null, { status: 304, headers });
  return new Response(text, { headers });
}

/** Whether an `If-None-Match` names the tag: weakly, as a proxy that compresses weakens tags (RFC 9110 §13.1.2). */
function names(condition: string, etag: string): boolean {
  return condition.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim()));
}
