import { expect, test } from 'vitest';
import { statusOf } from './grpc-status.ts';

const grpc = { ':status': 200, 'content-type': 'application/grpc' };

test('an answer that is no gRPC has its own status, whatever else it says', () => {
  expect(statusOf({ ':status': 404 }, undefined)).toBe(404);
  for (const type of ['application/json', 'application/grpc-web+proto'])
    expect(statusOf({ ':status': 200, 'content-type': type, 'grpc-status': '14' }, undefined)).toBe(200);
});

test.each([
  ['0', 200],
  ['1', 499],
  ['2', 500],
  ['3', 400],
  ['4', 504],
  ['5', 404],
  ['6', 409],
  ['7', 403],
  ['8', 429],
  ['9', 400],
  ['10', 409],
  ['11', 400],
  ['12', 501],
  ['13', 500],
  ['14', 503],
  ['15', 500],
  ['16', 401],
  ['17', 500],
  ['x', 500],
])('gRPC’s %s is %i, at the end of an answer or in its head', (code, status) => {
  for (const type of ['application/grpc', 'application/grpc+proto', 'application/grpc; charset=utf-8']) {
    const head = { ...grpc, 'content-type': type };
    expect(statusOf(head, { 'grpc-status': code })).toBe(status);
    expect(statusOf({ ...head, 'grpc-status': code }, undefined)).toBe(status);
  }
});

test('without a code a gRPC answer is UNKNOWN, or what its status says', () => {
  expect(statusOf(grpc, undefined)).toBe(500);
  expect(statusOf(grpc, { 'x-a': '1' })).toBe(500);
  expect(statusOf({ ...grpc, ':status': 503 }, undefined)).toBe(503);
});
