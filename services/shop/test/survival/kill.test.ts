import { expect, test } from 'vitest';
import { postgresMissing } from '../../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing } from '../../../../packages/runtime/test/stores/redis-server.ts';
import { buildMs, s3Missing } from '../../../../packages/runtime/test/stores/s3-server.ts';
import { killReplicas } from './kill.ts';

const SECONDS = Number(process.env['SURVIVAL_SECONDS'] ?? 60);

const missing = `${postgresMissing}${redisMissing}${s3Missing}`;

test.skipIf(missing !== '')(
  `a replica is killed each second: what was acknowledged is there, once, and whole${missing}`,
  { timeout: buildMs + SECONDS * 3000 + 120_000 },
  async () => {
    const tally = await killReplicas({ kills: SECONDS });
    console.log(JSON.stringify(tally));
    expect(tally).toMatchObject({
      lost: 0,
      duplicated: 0,
      unpaid: 0,
      paidTwice: 0,
      dead: 0,
      sessionsLost: 0,
      uploadsLost: 0,
      crashes: [],
    });
  },
);
