import { readFileSync } from 'node:fs';

/** /proc counts in ticks of USER_HZ, 100 a second on every Linux architecture that Node runs on. */
const TICK_MICROS = 10_000;

/**
 * CPU time, user and system, that all threads of a process have used so far, in microseconds.
 *
 * @throws where there is no /proc, or no such process
 */
export function cpuTimeMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command, in parentheses, may hold spaces: fields are counted after it (proc_pid_stat(5), utime 14, stime 15).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}
