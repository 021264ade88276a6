import { readText } from './file.ts';
import type { ControllerLocation } from './locate.ts';

/** How long tasks of the group waited for a resource that others had. */
export interface Stall {
  /** Share of the last ten seconds, from 0 to 1. */
  readonly share10: number;
  /** In all since the group was made, in microseconds. */
  readonly totalMicros: number;
}

/** Pressure stall information of the kernel (Documentation/accounting/psi.rst). */
export interface PressureReading {
  /** At least one task waited. */
  readonly some: Stall;
  /** All that were not idle waited at the same time. Undefined: the kernel does not tell, as of the CPU before 5.13. */
  readonly full?: Stall;
}

/**
 * Reads `memory.pressure` or `cpu.pressure` of the group. Undefined: version 1, which has none, or a kernel without it
 * (CONFIG_PSI, `psi=1`).
 */
export function readPressure(
  { version, own }: ControllerLocation,
  resource: 'memory' | 'cpu',
): PressureReading | undefined {
  if (version === 1) return undefined;
  const lines = readText(own, `${resource}.pressure`)?.split('\n') ?? [];
  const some = stallOf(lines, 'some');
  const full = stallOf(lines, 'full');
  return some && { some, ...(full !== undefined && { full }) };
}

/** `some avg10=1.50 avg60=0.40 avg300=0.10 total=123456`, the averages in per cent. */
function stallOf(lines: readonly string[], kind: string): Stall | undefined {
  const line = lines.find((text) => text.startsWith(`${kind} `)) ?? '';
  const [, percent, total] = / avg10=(\d+(?:\.\d+)?) .*total=(\d+)/.exec(line) ?? [];
  return percent === undefined || total === undefined
    ? undefined
    : { share10: Number(percent) / 100, totalMicros: Number(total) };
}
