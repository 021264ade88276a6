import { expect, test } from 'vitest';
import type { RequestKind, RequestRecord } from '../../../requests.ts';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** What is said of a load of two steps, of which one is of this kind and comes to this end while the other is answered. */
function toldOf(kind: RequestKind, other: RequestKind, isClosed: (request: RequestRecord) => boolean) {
  const evidence = rehearsedRollout();
  for (const [index, request] of evidence.requests.entries())
    evidence.requests[index] =
      index % 4 > 0
        ? { ...request, kind: other, action: 'GET /other' }
        : {
            ...request,
            kind,
            action: 'GET /one',
            ...(isClosed(request) && { fate: 'closed', status: 0 }),
          };
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/load-answered');
}

test.each([
  ['http1', 'h2c', 'HTTP/2', 'HTTP/1.1'],
  ['h2c', 'http1', 'HTTP/1.1', 'HTTP/2'],
] as const)('a port that closes every %s and answers %s speaks %s alone', (kind, other, spoken, lost) => {
  const verdict = toldOf(kind, other, () => true);
  expect(verdict).toMatchObject({
    fault: 'unexplained',
    cause: `port 8080 of the pods speaks ${spoken} alone: no step by ${lost} was ever answered there (GET /one)`,
    fix: expect.stringContaining(`\`kind: ${other}\``),
  });
});

test('nothing is said of protocols where some step of the same one is answered', () => {
  const some = toldOf('http1', 'h2c', ({ id }) => id % 8 === 0);
  const both = toldOf('http1', 'http1', () => true);
  expect([some?.cause, both?.cause]).toEqual(Array(2).fill(expect.stringContaining('nothing that happened')));
});
