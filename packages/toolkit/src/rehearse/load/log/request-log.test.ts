import { expect, test } from 'vitest';
import type { DueRequest, Outcome } from '../client.ts';
import type { LoadAction } from '../plan.ts';
import { getRoot } from '../../testing/index.ts';
import { RequestColumns, RequestWriter } from './index.ts';

const upload: LoadAction = { ...getRoot, name: 'POST /', kind: 'upload' };
const outcome: Outcome = {
  sentAt: 1001,
  pod: 'a',
  connection: 7,
  fresh: true,
  fate: 'answered',
  status: 200,
  retryAfter: false,
  retries: 0,
};

function log() {
  const columns = new RequestColumns([getRoot, upload]);
  const writer = new RequestWriter(columns);
  const due = (actionIndex = 0): DueRequest => {
    const id = writer.begin();
    return { id, action: getRoot, actionIndex, dueAt: 1000 + id, client: 0, fresh: true };
  };
  return { columns, writer, due };
}

test('a record is read as it was written', () => {
  const { columns, writer, due } = log();
  writer.end(due(), outcome, 1003.5);
  const lost: Outcome = { ...outcome, pod: undefined, fate: 'refused', status: 0, fresh: false };
  writer.end(due(1), { ...lost, retryAfter: true, retries: 2, sentAt: 1001.25 }, 1002);
  expect([...columns]).toEqual([
    { id: 0, kind: 'http1', action: 'GET /', dueAt: 1000, ...outcome, endedAt: 1003.5 },
    {
      id: 1,
      kind: 'upload',
      action: 'POST /',
      dueAt: 1001,
      ...lost,
      retryAfter: true,
      retries: 2,
      sentAt: 1001.25,
      endedAt: 1002,
    },
  ]);
});

test('one that is under way is not read yet', () => {
  const { columns, writer, due } = log();
  const first = due();
  writer.end(due(), outcome, 1003);
  expect(columns.size).toBe(2);
  expect(columns.at(0)).toBeUndefined();
  expect([...columns]).toHaveLength(1);
  writer.end(first, outcome, 1004);
  expect([...columns].map(({ id }) => id)).toEqual([0, 1]);
});

test('50,000 records take less than 40 bytes each', () => {
  const { columns, writer, due } = log();
  let bytes = 0;
  const segment = columns.segment.bind(columns);
  columns.segment = (buffer) => {
    bytes += buffer.byteLength;
    segment(buffer);
  };
  for (let count = 0; count < 50_000; count++) {
    const request = due();
    writer.end(request, { ...outcome, sentAt: request.dueAt + (count % 100) }, request.dueAt + 200);
  }
  expect(columns.size).toBe(50_000);
  expect(bytes / columns.size).toBeLessThan(40);
  expect(columns.at(49_999)).toMatchObject({ id: 49_999, dueAt: 50_999, sentAt: 51_098 });
});
