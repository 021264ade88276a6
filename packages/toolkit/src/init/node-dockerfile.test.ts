import { expect, test } from 'vitest';
import { startCommand } from './node-dockerfile.ts';

test.each([
  ['node dist/main.js', ['dist/main.js']],
  ['NODE_ENV=production node --enable-source-maps dist/main', ['--enable-source-maps', 'dist/main']],
  ['node ./bin/www', ['./bin/www']],
  [
    'node --disable-warning ExperimentalWarning lib/serve.js',
    ['--disable-warning', 'ExperimentalWarning', 'lib/serve.js'],
  ],
  [
    'node --import ./otel.js -r dotenv/config app.js',
    ['--import', './otel.js', '-r', 'dotenv/config', 'app.js'],
  ],
  ['node --env-file .env .', ['.']],
  ['node --inspect=0.0.0.0:9229 --watch-path src $NODE_FLAGS --max-old-space-size=$HEAP app.js', ['app.js']],
  ['tsx watch src/server.ts', ['--import', 'tsx', 'src/server.ts']],
  ['tsx --import ./otel.ts watch run.ts', ['--import', 'tsx', '--import', './otel.ts', 'run.ts']],
  ['tsx --tsconfig a.json --import ./otel.ts run.ts', ['--import', 'tsx', '--import', './otel.ts', 'run.ts']],
  [
    'ts-node -r tsconfig-paths/register run.ts',
    ['--require', 'ts-node/register', '-r', 'tsconfig-paths/register', 'run.ts'],
  ],
  ['node --some-flag word lib/serve.js', ['lib/serve.js']],
  ['node --some-flag .env', ['src/main.ts']],
  ['serve -s public', ['src/main.ts']],
  ['node dist/main.js serve --name "a b" --port $PORT 2>&1', ['dist/main.js', 'serve', '--name', 'a b']],
  [
    `NODE_OPTIONS="--no-warnings" node --import="./otel.js" app.js --name="a b" '--sep=;|' -x \`date\` | pino-pretty`,
    ['--import=./otel.js', 'app.js', '--name=a b', '--sep=;|'],
  ],
  ['next start', ['node_modules/next/dist/bin/next', 'start']],
  [
    'NODE_ENV=production fastify start -l info -p ${PORT} app.js',
    ['node_modules/fastify-cli/cli.js', 'start', '-l', 'info', 'app.js'],
  ],
  [
    'cross-env NODE_ENV=production react-router-serve ./build/server/index.js',
    ['node_modules/@react-router/serve/bin.js', './build/server/index.js'],
  ],
  [undefined, ['src/main.ts']],
])('for %s the image runs Node by %j', (start, command) => {
  expect(startCommand(projectOf(start === undefined ? {} : { start }))).toEqual(['node', ...command]);
});

test('where npm start is of a framework’s own tool, start:prod says what is run', () => {
  const scripts = { start: 'nest start', 'start:prod': 'node dist/main' };
  expect(startCommand(projectOf(scripts))).toEqual(['node', 'dist/main']);
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
