import { expect, test } from 'vitest';
import { startFile } from './node-dockerfile.ts';

test.each([
  ['node dist/main.js', 'dist/main.js'],
  ['NODE_ENV=production node --enable-source-maps dist/main', 'dist/main'],
  ['node ./bin/www', './bin/www'],
  ['node --disable-warning ExperimentalWarning lib/serve.js', 'lib/serve.js'],
  ['node --env-file .env .', '.'],
  ['tsx watch src/server.ts', 'src/server.ts'],
  ['node --some-flag .env', 'src/main.ts'],
  ['next start', 'src/main.ts'],
  [undefined, 'src/main.ts'],
])('for %s the image runs %s', (start, file) => {
  expect(startFile(projectOf(start === undefined ? {} : { start }))).toBe(file);
});

test('where npm start is of a framework’s own tool, start:prod says what is run', () => {
  const scripts = { start: 'nest start', 'start:prod': 'node dist/main' };
  expect(startFile(projectOf(scripts))).toBe('dist/main');
});

function projectOf(scripts: Readonly<Record<string, string>>) {
  return {
    root: '/shop',
    language: 'node',
    name: 'shop',
    version: '1.0.0',
    entry: '/shop/src/main.ts',
    conditions: [],
    packageJson: { scripts },
  } as const;
}
