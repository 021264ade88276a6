import { expect, test } from 'vitest';
import { openApiSteps } from './open-api-steps.ts';

const pathsOf = (text: string) => openApiSteps(text, 'openapi.yaml').map(({ path }) => path);

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
  expect(of('openapi: 3.1.0')).toEqual(['/a']);
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
  expect(of('swagger: "2.0"\nbasePath: /v1')).toEqual(['/v1/a']);
  const nearest = `servers: [{ url: /all }]
paths:
  /a: { get: {}, servers: [{ url: /path }] }
  /b: { get: { servers: [{ url: /operation }] }, servers: [{ url: /path }] }
  /c: { get: {} }
`;
  expect(pathsOf(nearest)).toEqual(['/path/a', '/operation/b', '/all/c']);
});

test('a document of another form has no steps', () => {
  for (const text of ['', 'text', '[1]', 'paths:', 'paths: [1]', 'paths: { /a:, /b: { get: }, /c: 1 }'])
    expect(pathsOf(text), text).toEqual([]);
});
