import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';

/** The names of its Jobs have 11 more characters, and at most 63 (`ValidateCronJobCreate`). */
const MAX_NAME = 52;

/** A CronJob's name, and when it runs (`validateScheduleFormat`). What stands in the five fields is not looked into. */
export function checkCronJob({ metadata, spec }: ObjectOf<'CronJob'>, tell: Tell): void {
  if (metadata.name.length > MAX_NAME)
    tell(
      ['metadata', 'name'],
      `the name of a CronJob is at most ${MAX_NAME} characters long, as its Jobs\u2019 add 11`,
    );
  const path = ['spec', 'schedule'];
  const { schedule } = spec ?? { schedule: '' };
  if (schedule.includes('TZ')) tell(path, 'the time zone stands in the field timeZone');
  else if (!schedule.startsWith('@') && schedule.trim().split(/\s+/).length !== 5)
    tell(
      path,
      'it has five fields, as in "30 4 * * *", or is one of @hourly, @daily, @weekly, @monthly, @yearly',
    );
}
