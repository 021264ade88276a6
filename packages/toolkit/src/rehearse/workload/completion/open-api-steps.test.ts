import { expect, test } from 'vitest';
import { openApiSteps } from './open-api-steps.ts';

const loadOf = (text: string) => openApiSteps(`openapi: 3.1.0\n${text}`, 'openapi.yaml');
const pathsOf = (text: string) => loadOf(text).steps.map(({ path }) => path);

test('a GET with a required parameter is left out, wherever that is stated', () => {
  const text = `
components:
  parameters:
    tenant: { in: header, name: X-Tenant, required: true }
    page: { in: query, name: page }
    alias: { $ref: '#/components/parameters/tenant' }
    circle: { $ref: '#/components/parameters/circle' }
    a/b~c: { in: query, name: q, required: true }
  pathItems:
    shared: { get: {} }
paths:
  /page: { get: { parameters: [{ $ref: '#/components/parameters/page' }] } }
  /tenant: { get: { parameters: [{ $ref: '#/components/parameters/tenant' }] } }
  /alias: { get: {}, parameters: [{ $ref: '#/components/parameters/alias' }] }
  /circle: { get: { parameters: [{ $ref: '#/components/parameters/circle' }] } }
  /escaped: { get: { parameters: [{ $ref: '#/components/parameters/a~1b~0c' }] } }
  /percent: { get: { parameters: [{ $ref: '#/paths/~1in~1%7Bpath%7D/parameters/0' }] } }
  /absent: { get: { parameters: [{ $ref: '#/components/parameters/absent' }] } }
  /broken: { get: { parameters: [{ $ref: '#/%' }] } }
  /elsewhere: { get: { parameters: [{ $ref: 'common.yaml#/page' }] } }
  /shared: { $ref: '#/components/pathItems/shared' }
  /overridden:
    parameters: [{ in: query, name: q, required: true }]
    get: { parameters: [{ in: query, name: q }] }
  /in/{path}: { get: {}, parameters: [{ in: path, name: path, required: true }] }
`;
  expect(pathsOf(text)).toEqual(['/page', '/shared', '/overridden']);
});

test('paths follow the path of their server', () => {
  const of = (top: string) => pathsOf(`${top}\npaths: { /a: { get: {} } }\n`);
  expect(of('')).toEqual(['/a']);
  expect(of('servers: []')).toEqual(['/a']);
  expect(of('servers: [{ url: / }]')).toEqual(['/a']);
  expect(of('servers: [{ url: /api/v1 }, { url: /api/v2 }]')).toEqual(['/api/v1/a']);
  expect(of('servers: [{ url: api/v1/ }]')).toEqual(['/api/v1/a']);
  expect(of('servers: [{ url: "https://api.example:8443/v1?x=y" }]')).toEqual(['/v1/a']);
  expect(
    of(
      'servers: [{ url: "{scheme}://a.example/{version}", variables: { scheme: { default: https }, version: { default: v2 } } }]',
    ),
  ).toEqual(['/v2/a']);
  const swagger = 'swagger: "2.0"\nbasePath: /v1\npaths: { /a: { get: {} } }\n';
  expect(openApiSteps(swagger, 'swagger.yaml').steps).toEqual([{ path: '/v1/a' }]);
  const nearest = `servers: [{ url: /all }]
paths:
  /a: { get: {}, servers: [{ url: /path }] }
  /b: { get: { servers: [{ url: /operation }] }, servers: [{ url: /path }] }
  /c: { get: {} }
`;
  expect(pathsOf(nearest)).toEqual(['/path/a', '/operation/b', '/all/c']);
});

test('what has no operation to send is refused', () => {
  for (const text of ['', 'paths:', 'paths: [1]', 'paths: { /a:, /b: { get: }, /c: 1 }'])
    expect(() => loadOf(text), text).toThrow(
      /load\.openapi has no GET \(openapi\.yaml\).*steps.*SW_REHEARSAL_SETTINGS/,
    );
  expect(() => loadOf('paths: { "/a/{id}": { get: {} }, /b: { $ref: b.yaml } }')).toThrow(
    '2 of 2 GETs are not sent: /a/{id} needs a parameter, /b is stated elsewhere',
  );
});

test('what is no OpenAPI document is refused, whatever paths it has', () => {
  for (const text of ['', 'text', '[1]', 'kind: Deployment', 'paths: { /a: { get: {} } }'])
    expect(() => openApiSteps(text, 'a.yaml'), text).toThrow(/is no OpenAPI document.*SW_REHEARSAL_SETTINGS/);
});

test('a GET that needs credentials is left out, where those of the document are not lifted', () => {
  const text = `
security: [{ key: [] }]
paths:
  /closed: { get: {} }
  /own: { get: { security: [{ key: [] }, { token: [] }] } }
  /open: { get: { security: [] } }
  /optional: { get: { security: [{}, { key: [] }] } }
`;
  expect(pathsOf(text)).toEqual(['/open', '/optional']);
  expect(pathsOf(text.replace('[{ key: [] }]\n', '[]\n'))).toEqual(['/closed', '/open', '/optional']);
});

test('a GET is sent whose credentials and required headers every request has', () => {
  const text = `openapi: 3.1.0
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: X-Key }
    session: { type: apiKey, in: cookie, name: sid }
    query: { type: apiKey, in: query, name: key }
security: [{ bearer: [] }]
paths:
  /bearer: { get: {} }
  /key: { get: { security: [{ query: [] }, { key: [] }] } }
  /session: { get: { security: [{ session: [] }] } }
  /both: { get: { security: [{ bearer: [], key: [] }] } }
  /query: { get: { security: [{ query: [] }] } }
  /tenant: { get: { security: [], parameters: [{ in: header, name: X-Tenant, required: true }] } }
  /named: { get: { security: [], parameters: [{ in: query, name: x-tenant, required: true }] } }
`;
  const paths = (...headers: readonly string[]) =>
    openApiSteps(text, 'a.yaml', headers).steps.map(({ path }) => path);
  expect(paths('Authorization')).toEqual(['/bearer']);
  expect(paths('x-key', 'X-TENANT')).toEqual(['/key', '/tenant']);
  expect(paths('authorization', 'X-Key', 'Cookie')).toEqual(['/bearer', '/key', '/session', '/both']);
});

test('what is left out is told with its place, the first five by their names', () => {
  const closed = Array.from({ length: 7 }, (_, index) => `  /${index}/{id}: { get: {} }\n`).join('');
  expect(loadOf(`paths:\n  /a: { get: {}, post: {} }\n  /b: { post: {} }\n${closed}`).leftOut).toMatchObject({
    kind: 'unsupported',
    position: { file: 'openapi.yaml', line: 2 },
    message: `7 of 8 GETs are not sent: ${[0, 1, 2, 3, 4].map((it) => `/${it}/{id} needs a parameter`).join(', ')}, and 2 more`,
  });
  expect(loadOf('paths: { /a: { get: {} } }').leftOut).toBeUndefined();
});

test('a GET that is answered by an event stream alone is kept as one, and seldom sent', () => {
  const text = `
components:
  responses: { stream: { content: { text/event-stream: {} } } }
paths:
  /stream: { get: { responses: { 200: { content: { text/event-stream; charset=utf-8: {} } }, 404: { content: { text/html: {} } } } } }
  /shared: { get: { responses: { 2XX: { $ref: '#/components/responses/stream' } } } }
  /either: { get: { responses: { 200: { content: { text/event-stream: {}, application/json: {} } } } } }
  /silent: { get: { responses: { 204: {} } } }
`;
  expect(loadOf(text).steps).toEqual([
    { path: '/stream', kind: 'sse', weight: 0.1 },
    { path: '/shared', kind: 'sse', weight: 0.1 },
    { path: '/either' },
    { path: '/silent' },
  ]);
  const swagger = 'swagger: "2.0"\npaths: { /a: { get: { produces: [text/event-stream] } } }\n';
  expect(openApiSteps(swagger, 'a.yaml').steps).toMatchObject([{ path: '/a', kind: 'sse' }]);
});
