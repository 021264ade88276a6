/** `npm run bench:kill`: replicas are killed each second under load; what was acknowledged, and what of it is gone. */
import { killReplicas } from '../../services/shop/test/survival/kill.ts';
import { runBench, seededRandom, type BenchOptions, type Findings } from '../form/index.ts';

interface ResultRow {
  /** What was counted. */
  readonly name: string;
  readonly count: number;
}

/** What was acknowledged and is not so. */
const faults = new Set([
  'lost',
  'duplicated',
  'unpaid',
  'paidTwice',
  'dead',
  'sessionsLost',
  'uploadsLost',
  'crashes',
]);

await runBench<ResultRow>({
  name: 'kill',
  packages: ['pg', 'ioredis', '@aws-sdk/client-s3'],
  takes: ['seed'],
  measure,
  columns: ({ name, count }) => ({ what: name, count }),
});

async function measure({ quick, seed }: BenchOptions): Promise<Findings<ResultRow>> {
  const random = seededRandom(seed);
  const tally = await killReplicas({ kills: quick ? 20 : 60, random: () => random.uniform(0, 1) });
  const { crashes, ...counts } = tally;
  const results = Object.entries({ ...counts, crashes: crashes.length }).map(([name, count]) => ({
    name,
    count,
  }));
  const broken = results.filter(({ name, count }) => faults.has(name) && count > 0);
  const verdict = {
    claim: 'what was acknowledged is there, once, and whole',
    holds: broken.length === 0,
    found: broken.map(({ name, count }) => `${count} ${name}`).join(', ') || 'so it is',
  };
  return { results, whole: { ...tally }, verdicts: [verdict] };
}
