import type { Contender } from './part.ts';

/** What one operation took in a round, in microseconds. */
export interface Sample {
  readonly micros: number;
  readonly cpuMicros: number;
}

/** Runs a contender’s turn and times it. */
export async function timed(contender: Contender, count: number): Promise<Sample> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await contender.run(count);
  const elapsedMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { micros: (elapsedMs * 1000) / count, cpuMicros: (user + system) / count };
}
