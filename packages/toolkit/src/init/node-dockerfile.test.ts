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
  const project = {
    root: '/shop',
    language: 'node',
    name: 'shop',
    version: '1.0.0',
    entry: '/shop/src/main.ts',
    conditions: [],
    packageJson: { scripts: start === undefined ? {} : { start } },
  } as const;
  expect(startFile(project)).toBe(file);
});

test('where npm start is of a framework’s own tool, start:prod says what is run', () => {
  const project = {
    root: '/shop',
    language: 'node',
    name: 'shop',
    version: '1.0.0',
    entry: '/shop/src/main.ts',
    conditions: [],
    packageJson: { scripts: { start: 'nest start', 'start:prod': 'node dist/main' } },
  } as const;
  expect(startFile(project)).toBe('dist/main');
});
