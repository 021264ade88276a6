/** `npm run bench:kill`: replicas are killed each second under load; what was acknowledged, and what of it is gone. */
import { killReplicas } from '../../services/shop/test/survival/kill.ts';
import { machine, versionsOf } from '../form/environment.ts';
import { parseOptions, seededRandom, table } from '../form/index.ts';

try {
  const { quick, seed, json } = parseOptions(process.argv.slice(2));
  console.error(`bench:kill --seed ${seed}${quick ? ' --quick' : ''}`);
  const random = seededRandom(seed);
  const tally = await killReplicas({ seconds: quick ? 20 : 60, random: () => random.uniform(0, 1) });
  const rows = Object.entries(tally).map(([what, count]) => ({
    what,
    count: typeof count === 'number' ? count : count.length,
  }));
  console.log(`\n${table(rows)}\n`);
  const environment = { machine: machine(), versions: versionsOf(['pg', 'ioredis', '@aws-sdk/client-s3']) };
  if (json) console.log(JSON.stringify({ bench: 'kill', seed, quick, ...environment, ...tally }));
} catch (error) {
  console.error('bench:kill could not measure:', error);
  process.exitCode = 1;
}
