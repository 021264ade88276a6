/** A field of a schedule: what it is, its least and greatest number, and the names that stand for them from the least on. */
interface Field {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { what: 'minute', least: 0, most: 59 },
  { what: 'hour', least: 0, most: 23 },
  { what: 'day of the month', least: 1, most: 31 },
  { what: 'month', least: 1, most: 12, names: months },
  { what: 'day of the week', least: 0, most: 6, names: days },
];

/** What is wrong with when a CronJob runs (robfig/cron parser.go `ParseStandard`). */
export function scheduleFault(schedule: string): string | undefined {
  const shortcuts = '@hourly, @daily, @weekly, @monthly, @yearly';
  if (schedule.startsWith('@'))
    return /^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|every .+)$/.test(schedule)
      ? undefined
      : `a shortcut is one of ${shortcuts}, or @every with a duration`;
  const texts = schedule.trim().split(/\s+/);
  if (texts.length !== fields.length)
    return `it has five fields, as in "30 4 * * *", or is one of ${shortcuts}`;
  return fields.map((field, index) => fieldFault(texts[index] ?? '', field)).find((it) => it !== undefined);
}

function fieldFault(text: string, field: Field): string | undefined {
  const { what, least, most, names } = field;
  const faulty = text.split(',').find((range) => range !== '' && !isRange(range, field));
  if (faulty === undefined) return undefined;
  if (/\/(?!\+?0*[1-9]\d*$)/.test(faulty)) return `the step of ${faulty} is not a number above 0`;
  const also = names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`;
  return `${faulty} is no ${what}: it is from ${least} to ${most}${also}`;
}

/** `*`, `5`, `1-5`, and each of them with a step: `5/15` goes on to the end. */
function isRange(text: string, { least, most, names = [] }: Field): boolean {
  const [range = '', step, ...others] = text.split('/');
  if (others.length > 0 || (step !== undefined && !(/^\+?\d+$/.test(step) && Number(step) > 0))) return false;
  const numberOf = (it: string) => {
    const named = names.indexOf(it.toLowerCase());
    return named >= 0 ? least + named : /^\+?\d+$/.test(it) ? Number(it) : Number.NaN;
  };
  const [from = '', to, ...more] = range.split('-');
  if (from === '*' || from === '?') return true;
  const start = numberOf(from);
  const end = to === undefined ? (step === undefined ? start : most) : numberOf(to);
  return more.length === 0 && start >= least && end <= most && start <= end;
}
