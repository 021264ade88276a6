import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';
import { scheduleFault } from './schedule.ts';

/** The names of its Jobs have 11 more characters, and at most 63 (`ValidateCronJobCreate`). */
const MAX_NAME = 52;

/** A CronJob's name, and when it runs (`validateScheduleFormat`, `validateTimeZone`). */
export function checkCronJob({ metadata, spec }: ObjectOf<'CronJob'>, tell: Tell): void {
  if (metadata.name.length > MAX_NAME)
    tell(
      ['metadata', 'name'],
      `the name of a CronJob is at most ${MAX_NAME} characters long, as its Jobs\u2019 add 11`,
    );
  const path = ['spec', 'schedule'];
  const { schedule, timeZone } = spec ?? { schedule: '' };
  const fault = schedule.includes('TZ')
    ? 'the time zone stands in the field timeZone'
    : scheduleFault(schedule);
  if (fault !== undefined) tell(path, fault);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    tell(['spec', 'timeZone'], 'it is the name of a time zone, such as Europe/Berlin or Etc/UTC');
}

/** Those that this machine knows; a cluster reads the same list. Its files are called by names whose case counts. */
function isTimeZone(name: string): boolean {
  if (/^[a-z]/.test(name) || /^local$/i.test(name) || /^[-+]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
