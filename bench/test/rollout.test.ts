import { fileURLToPath } from 'node:url';
import type { Evidence, RehearsalEvent, RequestRecord } from 'seaworthy/rehearse';
import { expect, test } from 'vitest';
import { resultRows } from '../rollout/result-row.ts';
import { rollout } from '../rollout/rollout.ts';
import { rowsOf } from '../rollout/rows.ts';

const rows = rowsOf({
  quick: false,
  json: false,
  explain: false,
  seed: 1,
  rounds: undefined,
  only: undefined,
}).rows;

test('every program of the table is there', () => {
  const names = rows.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['seaworthy', 'seaworthy-shop', 'stub', 'terminus-5s']));
  expect(names, 'this one takes a machine for itself').not.toContain('stub-50');
  expect(new Set(rows.map(({ folder }) => folder)).size).toBe(new Set(names).size);
});

function request(facts: Partial<RequestRecord>): RequestRecord {
  return {
    id: 0,
    kind: 'http1',
    action: 'GET /',
    dueAt: 2000,
    sentAt: 2000,
    endedAt: 2001,
    pod: 'a',
    connection: 0,
    fresh: false,
    fate: 'answered',
    status: 200,
    retryAfter: false,
    retries: 0,
    ...facts,
  };
}

test('a row counts what was due within the update, by the kind of client, and how the pods ended', () => {
  const requests = [
    request({ dueAt: 1499, fate: 'refused' }),
    request({ fate: 'refused', fresh: true }),
    request({ kind: 'upload', fate: 'status', status: 503 }),
    request({}),
    request({}),
    request({ kind: 'websocket', fate: 'ended', endedAt: 3000 }),
    request({ kind: 'websocket', fate: 'ended', endedAt: 3700 }),
    request({ dueAt: 9001, fate: 'reset' }),
  ];
  const container = { pod: 'a', container: 'main' };
  const events: RehearsalEvent[] = [
    { type: 'rollout-started', at: 0, revision: 1 },
    { type: 'rollout-started', at: 1500, revision: 2 },
    { type: 'container-killed', at: 2000, ...container, reason: 'deleted', graceSeconds: 30 },
    { type: 'container-exited', at: 5000, ...container, exitCode: 143, reason: 'Error' },
    { type: 'container-killed', at: 9500, ...container, pod: 'b', reason: 'deleted', graceSeconds: 30 },
    { type: 'container-exited', at: 9900, ...container, pod: 'b', exitCode: 0, reason: 'Completed' },
  ];
  const evidence = {
    scenarios: [{ name: 'rollout', startedAt: 1000, endedAt: 9000, skipped: undefined }],
    requests,
    events,
  } as unknown as Evidence;
  const common = { name: 'x', rollouts: 1, exitMs: 3000, exitCodes: { 143: 1 } };
  expect(resultRows('x', 'usual', [evidence])).toEqual([
    {
      ...common,
      profile: 'usual, http1',
      sent: 4,
      lost: 2,
      lostPerMillion: 500_000,
      lagMs: 0,
      causes: { 'refused, fresh connection': 1, 'status 503, kept connection': 1 },
    },
    {
      ...common,
      profile: 'usual, websocket',
      sent: 2,
      lost: 0,
      lostPerMillion: 0,
      lagMs: 0,
      reconnectSpreadMs: 700,
      causes: {},
    },
  ]);
});

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)(
  `a program that dies by itself fails the run with its own words${isRoot ? '' : ' (skipped: it takes root)'}`,
  async () => {
    const folder = fileURLToPath(new URL('programs/dying', import.meta.url));
    const [row] = rows;
    if (row === undefined) throw new Error('There is no row');
    await expect(rollout({ ...row, folder }, 1)).rejects.toThrow(/exited with 1: [^]*no database/);
  },
);
