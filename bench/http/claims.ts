import { median, middleText, type Verdict } from '../form/index.ts';
import type { Sample } from './turn.ts';

/** A ratio or a difference of rows, and the bound that it is to keep. */
interface Claim {
  readonly text: string;
  readonly bound: number;
  readonly kind: 'at most' | 'at least';
  /** NaN where a row is missing. */
  readonly figure: (of: Figures) => number;
}

/** A figure of the row of that name in one round; NaN where it was not measured. */
type Figures = Record<'cpu' | 'p99', (name: string) => number>;

const claims: readonly Claim[] = [
  ratio('seaworthy-log', 'node-http', 'at most', 1.3),
  ratio('seaworthy-100', 'node-http', 'at most', 1.4),
  ratio('seaworthy-1', 'node-http', 'at most', 1.2),
  ratio('fastify-otel-100', 'seaworthy-100', 'at least', 5),
  ratio('seaworthy-100', 'go-otel-100', 'at most', 1),
  {
    text: 'p99 of seaworthy-100 / node-http',
    kind: 'at most',
    bound: 1.1,
    figure: ({ p99 }) => p99('seaworthy-100') / p99('node-http'),
  },
  {
    // What fastify adds to ours, to what it adds to node.
    text: 'CPU of (seaworthy-fastify-100 − seaworthy-100) / (fastify − node-http)',
    kind: 'at most',
    bound: 1,
    figure: ({ cpu }) =>
      (cpu('seaworthy-fastify-100') - cpu('seaworthy-100')) / (cpu('fastify') - cpu('node-http')),
  },
];

/**
 * What the runtime claims of its cost, each by the median of the rounds' own figures, with their quartiles: a machine that
 * is slow for a while is slow for all rows of a round. Claims whose rows were not run are left out.
 */
export function claimsOf(samples: ReadonlyMap<string, readonly Sample[]>): Verdict[] {
  const rounds = Math.min(...Array.from(samples.values(), ({ length }) => length));
  const figuresOf = (round: number): Figures => ({
    cpu: (name) => samples.get(name)?.[round]?.cpuMicros ?? Number.NaN,
    p99: (name) => samples.get(name)?.[round]?.p99 ?? Number.NaN,
  });
  return claims.flatMap(({ text, kind, bound, figure }) => {
    const figures = Array.from({ length: rounds }, (_, round) => figure(figuresOf(round)));
    const middle = median(figures);
    if (Number.isNaN(middle)) return [];
    return {
      claim: `${text} is ${kind} ${bound}`,
      holds: kind === 'at most' ? middle <= bound : middle >= bound,
      found: middleText(figures, 2),
    };
  });
}

function ratio(name: string, base: string, kind: Claim['kind'], bound: number): Claim {
  return { text: `CPU of ${name} / ${base}`, kind, bound, figure: ({ cpu }) => cpu(name) / cpu(base) };
}
