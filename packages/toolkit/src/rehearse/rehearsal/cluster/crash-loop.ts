import type { RehearsalEvent } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';

/**
 * So many ends of one container by itself: the first, the one after the restart at once, and the one after the first wait
 * of CrashLoopBackOff, 10 s. Whoever only waits for something else to come up has it by then.
 */
const ENDS = 3;
/**
 * Beside a container that runs on: it may be what is waited for, such as a database. The next waits are of 20 and 40 s, and another
 * one would end after the first start has been given up anyway.
 */
const ENDS_BESIDE = 5;

/** What became of a pod's containers. */
interface Course {
  wasReady: boolean;
  readonly running: Set<string>;
  /** Those that the kubelet set out to end. */
  readonly killed: Set<string>;
  readonly ends: Map<string, number>;
}

/**
 * Tells whether a first start has come to nothing: none of the pods was ever ready, and in each a container, be it an init container or
 * a sidecar, has ended by itself again and again. What the kubelet ended, such as for a startup probe, is no such end: its next
 * run may be quicker.
 *
 * @param events all that has happened; it grows, and each one is read once, for it is asked at each line of the log
 * @param from ends before this time do not count, in the clock's milliseconds: a Job that ran beside the pods may have brought what
 * they waited for. Default: all count
 * @returns of the pods that exist
 */
export function crashLoops(
  events: readonly RehearsalEvent[],
  from = -Infinity,
): (pods: readonly Pod[]) => boolean {
  const courses = new Map<string, Course>();
  let read = 0;
  return (pods) => {
    for (; read < events.length; read++) follow(courses, events[read], from);
    const own = pods.map(({ name }) => courses.get(name));
    return own.length > 0 && own.every(isLooping) && !own.some((course) => course?.wasReady);
  };
}

function follow(courses: Map<string, Course>, event: RehearsalEvent | undefined, from: number): void {
  if (event === undefined || !('pod' in event) || event.pod === undefined) return;
  const course = courses.get(event.pod) ?? {
    wasReady: false,
    running: new Set<string>(),
    killed: new Set<string>(),
    ends: new Map<string, number>(),
  };
  courses.set(event.pod, course);
  const { running, killed, ends } = course;
  if (event.type === 'pod-ready') course.wasReady ||= event.ready;
  if (event.type === 'container-started') {
    running.add(event.container);
    killed.delete(event.container);
  }
  if (event.type === 'container-killed') killed.add(event.container);
  if (event.type !== 'container-exited') return;
  running.delete(event.container);
  if (event.at >= from && !killed.has(event.container))
    ends.set(event.container, (ends.get(event.container) ?? 0) + 1);
}

function isLooping(course: Course | undefined): boolean {
  return (
    course !== undefined &&
    [...course.ends].some(([name, ends]) => {
      const isBeside = [...course.running].some((other) => other !== name);
      return ends >= (isBeside ? ENDS_BESIDE : ENDS);
    })
  );
}
