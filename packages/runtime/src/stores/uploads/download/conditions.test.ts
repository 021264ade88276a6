import { expect, test } from 'vitest';
import type { StoredObject } from '../store/index.ts';
import { evaluate } from './conditions.ts';

const object = { etag: '"1"', modified: new Date('2026-01-01T00:00:10.500Z') } as StoredObject;
const since = 'if-unmodified-since';

test.each<[Record<string, string>, 'go on' | 412]>([
  [{}, 'go on'],
  [{ [since]: 'Thu, 01 Jan 2026 00:00:09 GMT' }, 412],
  [{ [since]: 'Thu, 01 Jan 2026 00:00:10 GMT' }, 'go on'],
  [{ [since]: 'Thu, 01 Jan 2026 00:00:11 GMT' }, 'go on'],
  [{ [since]: 'no date' }, 'go on'],
  [{ [since]: 'Thu, 01 Jan 2026 00:00:09 GMT', 'if-match': '"1"' }, 'go on'],
  [{ [since]: 'Thu, 01 Jan 2026 00:00:11 GMT', 'if-match': '"2"' }, 412],
  [{ 'if-match': '"0", "1"' }, 'go on'],
  [{ 'if-match': '"0", "2"' }, 412],
  [{ 'if-match': ' *' }, 'go on'],
])('%o: %s', (headers, expected) => expect(evaluate(object, headers)).toBe(expected));
