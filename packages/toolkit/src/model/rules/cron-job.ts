import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';

/** When a CronJob runs (`validateScheduleFormat`). What stands in the five fields is not looked into. */
export function checkCronJob({ spec }: ObjectOf<'CronJob'>, tell: Tell): void {
  const path = ['spec', 'schedule'];
  const { schedule } = spec ?? { schedule: '' };
  if (schedule.includes('TZ')) tell(path, 'the time zone stands in the field timeZone');
  else if (!schedule.startsWith('@') && schedule.trim().split(/\s+/).length !== 5)
    tell(
      path,
      'it has five fields, as in "30 4 * * *", or is one of @hourly, @daily, @weekly, @monthly, @yearly',
    );
}
