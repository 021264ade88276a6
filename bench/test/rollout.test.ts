import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { seededRandom } from '../form/index.ts';
import type { LoadShape } from '../rollout/load/index.ts';
import { rollout } from '../rollout/rollout.ts';

// Idle connections end by the client before the stub does: nothing is left that could be lost by chance.
const http1: LoadShape = {
  perSecond: 200,
  freshPart: 0.3,
  slowPart: 0.02,
  routes: { fast: '/', slow: '/slow' },
  clients: 4,
  idleTimeoutsMs: [500],
};

function rollOut(peer: string) {
  const file = fileURLToPath(new URL(`../rollout/peers/${peer}.ts`, import.meta.url));
  return rollout({
    program: {
      command: [process.execPath, file],
      env: { STUB_DELAY: '1500' },
      readiness: { port: 'http', path: '/' },
    },
    loads: { http1 },
    lag: { add: [0, 100], remove: [500, 1000] },
    random: seededRandom(1),
    settleMs: 200,
  });
}

test('the bench loses nothing of its own, and sees what a program without a handler loses', async () => {
  const [stub, node] = await Promise.all([rollOut('stub'), rollOut('node')]);
  expect(stub.tallies.http1?.losses).toEqual([]);
  expect(stub.tallies.http1?.sent).toBeGreaterThan(200);
  expect(stub.replaced.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);

  expect(node.tallies.http1?.losses.length).toBeGreaterThan(0);
  expect(node.tallies.http1?.losses.map(({ cause }) => cause)).toContain('refused');
  expect(node.replaced.map(({ exitCode }) => exitCode)).toEqual([143, 143, 143]);
});

test('a program that dies by itself fails the run with its own words', async () => {
  await expect(
    rollout({
      program: {
        command: [process.execPath, '-e', 'throw new Error("no database")'],
        readiness: { port: 'http', path: '/' },
      },
      loads: { http1 },
      lag: { add: [0, 0], remove: [0, 0] },
      random: seededRandom(1),
    }),
  ).rejects.toThrow(/exited with 1: [^]*no database/);
});
