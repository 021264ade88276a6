/** Used where package.json asks for no version, and where it allows this one. */
const DEFAULT_MAJOR = 24;

/**
 * The major version of Node for a range as in `engines` (npm's documentation of semver): the default where the range allows it,
 * else the newest before it, else the oldest after it. Odd ones are left out where there is a choice: they are soon unsupported
 * (nodejs.org, Releases).
 */
export function nodeMajor(range = '*'): number {
  const majors = range.split('||').map((part) => majorIn(part));
  const upToDefault = majors.filter((major) => major <= DEFAULT_MAJOR);
  return upToDefault.length > 0 ? Math.max(...upToDefault) : Math.min(...majors);
}

/** The best within one alternative of a range. */
function majorIn(alternative: string): number {
  let least = 0;
  let most = Infinity;
  const released = alternative.replaceAll(/(?<=\d)[-+][\w.-]+/g, '');
  const text = released.replace(/^\s*v?(\S+)\s+-\s+v?(\S+)\s*$/, '>=$1 <=$2');
  for (const [, operator = '', number, rest = ''] of text.matchAll(/([<>]=?|[~^=]?)\s*v?(\d+)([.\d]*)/g)) {
    const major = Number(number);
    const isWhole = !/[1-9]/.test(rest);
    if (!operator.startsWith('<')) least = operator === '>' && rest === '' ? major + 1 : major;
    if (operator === '<') most = isWhole ? major - 1 : major;
    else if (!operator.startsWith('>')) most = major;
  }
  const newest = Math.max(least, Math.min(most, DEFAULT_MAJOR));
  return newest % 2 === 1 && newest > least ? newest - 1 : newest;
}
