import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time, user and system, that the threads of a process have used so far, in microseconds: to the nanosecond, where
 * `/proc/PID/stat` counts in hundredths of a second (Documentation/scheduler/sched-stats.rst, "/proc/<pid>/schedstat").
 * A thread that has ended counts no more.
 *
 * @throws where there is no /proc, or no such process
 */
export function cpuTimeMicros(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let nanos = 0;
  for (const thread of readdirSync(tasks))
    nanos += Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
  return nanos / 1000;
}
