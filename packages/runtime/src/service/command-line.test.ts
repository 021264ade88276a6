import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const serve = { verb: 'serve', allowEmbedded: false, migrate: false };
const migrate = { verb: 'migrate', action: 'up', to: undefined, timeoutMs: undefined };

test.each([
  ['', serve],
  ['serve', serve],
  ['--allow-embedded', { ...serve, allowEmbedded: true }],
  ['serve --migrate', { ...serve, migrate: true }],
  ['describe', { verb: 'describe' }],
  ['--help', { verb: 'help' }],
  ['migrate -h', { verb: 'help' }],
  ['migrate', migrate],
  ['migrate --status', { ...migrate, action: 'status' }],
  ['migrate --dry-run --to 0007_title', { ...migrate, action: 'dry-run', to: 7 }],
  ['migrate --down --to=0', { ...migrate, action: 'down', to: 0 }],
  ['migrate --baseline --to 7', { ...migrate, action: 'baseline', to: 7 }],
  ['migrate --timeout 2m', { ...migrate, timeoutMs: 120_000 }],
  [
    'wait-for tcp://a:1 B_URL --timeout 5',
    { verb: 'wait-for', targets: ['tcp://a:1', 'B_URL'], timeoutMs: 5000 },
  ],
])('%s', (line, command) => {
  expect(parseCommandLine(words(line))).toEqual(command);
});

test.each([
  ['sail', '`sail` is not a command'],
  ['toString', '`toString` is not a command'],
  ['serve migrate', '`migrate` is not expected'],
  ['describe --migrate', '`--migrate` is no option of describe'],
  ['migrate --statuss', '`--statuss` is no option of migrate; did you mean --status?'],
  ['-x', '`-x` is no option of serve'],
  ['--to 5', '--to'],
  ['migrate --to soon', '`soon`: expected the version'],
  ['migrate --timeout soon', '`soon`: expected a duration'],
  ['migrate --status --down', '--status and --down exclude each other'],
  ['migrate --baseline', '--baseline needs --to'],
  ['migrate --baseline --down --to 7', '--down and --baseline exclude each other'],
  ['wait-for --timeout 5s', 'needs a target'],
])('%s is misuse', (line, why) => {
  expect(() => parseCommandLine(words(line))).toThrow(
    expect.objectContaining({ code: 'SW_USAGE', message: expect.stringContaining(why) as unknown }),
  );
});

function words(line: string): string[] {
  return line === '' ? [] : line.split(' ');
}
