import type { ContainerUsage, UsageSeries } from '../../data/types.ts';

const MIB = 1024 * 1024;

/**
 * What containers used at a moment, beside their limits, such as `memory 38 of 256 MiB` and `CPU 0.12 of 0.5 cores`; of several
 * containers each by its name. Empty where nothing was measured.
 *
 * @param pod whose; undefined: of all pods the one that used most of each, by its name
 */
export function usageAt(usage: readonly ContainerUsage[], at: number, pod: string | undefined): string[] {
  return usage.flatMap(({ container, memoryLimit, cpuLimit, series }) => {
    const samples = series
      .filter((own) => pod === undefined || own.pod === pod)
      .flatMap((own) => sampleAt(own, at));
    const memory = most(samples, (sample) => sample.memory);
    const cpu = most(samples, (sample) => sample.cpu);
    if (memory === undefined || cpu === undefined) return [];
    const of = usage.length > 1 ? ` of ${container}` : '';
    const whose = (sample: Sample) => (pod === undefined ? ` (${sample.pod})` : '');
    return [
      `memory${of} ${part(memory.memory / MIB, memoryLimit && memoryLimit / MIB, 0)} MiB${whose(memory)}`,
      `CPU${of} ${part(cpu.cpu / 1000, cpuLimit && cpuLimit / 1000, 2)} cores${whose(cpu)}`,
    ];
  });
}

interface Sample {
  readonly pod: string;
  /** In bytes. */
  readonly memory: number;
  /** In thousandths of a core. */
  readonly cpu: number;
}

/** The last one before a moment; none before the first, or after the last. */
function sampleAt({ pod, at, memory, cpu }: UsageSeries, moment: number): Sample[] {
  if (moment > (at.at(-1) ?? -Infinity)) return [];
  const index = at.findLastIndex((time) => time <= moment);
  return index === -1 ? [] : [{ pod, memory: memory[index] ?? 0, cpu: cpu[index] ?? 0 }];
}

function most(samples: readonly Sample[], amount: (sample: Sample) => number): Sample | undefined {
  const [first, ...rest] = samples;
  if (first === undefined) return undefined;
  return rest.reduce((best, sample) => (amount(sample) > amount(best) ? sample : best), first);
}

function part(value: number, limit: number | undefined, digits: number): string {
  const rounded = (number: number) => String(Number(number.toFixed(digits)));
  return limit === undefined ? rounded(value) : `${rounded(value)} of ${rounded(limit)}`;
}
