import type { ResultRow } from './result-row.ts';

/** A ratio or a difference of rows, and the bound that it is to keep. */
interface Claim {
  readonly text: string;
  readonly bound: number;
  readonly kind: 'at most' | 'at least';
  /** NaN where a row is missing. */
  readonly figure: (of: Figures) => number;
}

/** A figure of the row of that name; NaN where it was not measured. */
type Figures = Record<'cpu' | 'p99', (name: string) => number>;

const claims: readonly Claim[] = [
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
    text: 'CPU of (seaworthy-fastify-100 − fastify) / (seaworthy-100 − node-http)',
    kind: 'at most',
    bound: 1,
    figure: ({ cpu }) =>
      (cpu('seaworthy-fastify-100') - cpu('fastify')) / (cpu('seaworthy-100') - cpu('node-http')),
  },
];

/**
 * What the runtime claims of its cost, each by the medians and by the lower quartiles of the rounds: on a busy machine
 * the latter are closer to the truth, since disturbance only adds. Claims whose rows were not run are left out.
 */
export function claimsOf(results: readonly ResultRow[]): string {
  const row = (name: string) => results.find((result) => result.name === name);
  const medians: Figures = {
    cpu: (name) => row(name)?.cpuMicros ?? Number.NaN,
    p99: (name) => row(name)?.p99 ?? Number.NaN,
  };
  const lows: Figures = {
    cpu: (name) => row(name)?.cpuMicrosLow ?? Number.NaN,
    p99: (name) => row(name)?.p99Low ?? Number.NaN,
  };
  return claims
    .flatMap(({ text, kind, bound, figure }) => {
      const median = figure(medians);
      if (Number.isNaN(median)) return [];
      const holds = kind === 'at most' ? median <= bound : median >= bound;
      const figures = `${median.toFixed(2)} (lower quartiles ${figure(lows).toFixed(2)})`;
      return `${holds ? 'holds' : 'FAILS'}  ${text}: ${figures}, ${kind} ${bound}`;
    })
    .join('\n');
}

function ratio(name: string, base: string, kind: Claim['kind'], bound: number): Claim {
  return { text: `CPU of ${name} / ${base}`, kind, bound, figure: ({ cpu }) => cpu(name) / cpu(base) };
}
