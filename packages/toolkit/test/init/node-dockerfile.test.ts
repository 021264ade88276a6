/** What the Dockerfile of a Node service does for its Node and its package manager. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initialized, nodeService } from './init-command.ts';

const manifest = JSON.parse(nodeService['package.json']) as Readonly<Record<string, unknown>>;

/** The Dockerfile of a service with more fields in package.json, and other files. */
async function dockerfileOf(
  fields: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>> = {},
  lock: Readonly<Record<string, string>> = { 'package-lock.json': nodeService['package-lock.json'] },
): Promise<string> {
  const folder = await initialized({
    'src/main.js': nodeService['src/main.js'],
    'package.json': JSON.stringify({ ...manifest, ...fields }),
    ...lock,
    ...files,
  });
  return readFile(join(folder, 'Dockerfile'), 'utf8');
}

test('from Node 25 on the library is brought along that its binary needs and the base image lacks', async () => {
  const lines = [
    'RUN cp -L /usr/lib/*-linux-gnu/libatomic.so.1 /usr/local/lib/',
    'COPY --from=build /usr/local/lib/libatomic.so.1 /usr/lib/libatomic.so.1',
  ];
  const newer = await dockerfileOf({ engines: { node: '>=26' } });
  const older = await dockerfileOf({ engines: { node: '^24' } });
  for (const line of lines) {
    expect(newer).toContain(`${line}\n`);
    expect(older).not.toContain(line);
  }
});

test.each([
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile --prod', 'corepack enable && '],
  ['yarn.lock', 'yarn install --frozen-lockfile --production', ''],
])('from Node 25 on the package manager of a %s is installed first', async (lock, install, before) => {
  const scripts = { build: 'tsc' };
  const newer = await dockerfileOf({ scripts, engines: { node: '>=26' } }, {}, { [lock]: '' });
  const corepack = 'npm install --global --force corepack@0.34 && corepack enable && ';
  expect(newer).toContain(` ${corepack}${install} && `);
  expect(newer.split('corepack@')).toHaveLength(3);
  const older = await dockerfileOf({ scripts, engines: { node: '^24' } }, {}, { [lock]: '' });
  expect(older).toContain(` ${before}${install} && `);
  expect(older).not.toContain('npm install --global');
});

test('what prepares the source for its developers is not run', async () => {
  const dockerfile = await dockerfileOf({ scripts: { prepare: 'husky', build: 'tsc' } });
  expect(dockerfile).toContain('npm pkg delete scripts.prepare && npm ci --omit=dev && ');
  expect(dockerfile).toContain('npm pkg delete scripts.prepare && npm ci\n');
  expect(await dockerfileOf({})).not.toContain('npm pkg');
});

test('what runs after the installation finds the source', async () => {
  const dockerfile = await dockerfileOf({ scripts: { postinstall: 'patch-package', build: 'tsc' } });
  expect(dockerfile).toMatch(/AS production\nWORKDIR \/app\nCOPY \. \.\nRUN .* npm ci --omit=dev/);
  expect(dockerfile).toMatch(/AS build\nWORKDIR \/app\nCOPY \. \.\nRUN .* npm ci\nRUN npm run build/);
});

test.each([
  [
    { 'pnpm-lock.yaml': '', 'patches/ms.patch': '', '.pnpmfile.cjs': '' },
    {},
    'COPY package.json pnpm-lock.yaml .pnpmfile.cjs ./\nCOPY patches ./patches\n',
  ],
  [
    { 'yarn.lock': '', '.yarnrc.yml': '', '.yarn/patches/ms.patch': '' },
    {},
    'COPY package.json yarn.lock .yarnrc.yml ./\nCOPY .yarn ./.yarn\n',
  ],
  [
    { 'yarn.lock': '', '.yarnrc.yml': '', '.yarn/install-state.gz': '' },
    {},
    'COPY package.json yarn.lock .yarnrc.yml ./\nRUN',
  ],
  [{ 'package-lock.json': '' }, { dependencies: { money: 'file:vendor/money-1.0.0.tgz' } }, 'COPY . .\nRUN'],
])(
  'what packages are patched by, or lies in the source, is there when they are installed: %j',
  async (files, fields, lines) => {
    const dockerfile = await dockerfileOf({ scripts: { build: 'tsc' }, ...fields }, {}, files);
    for (const stage of ['production', 'build'])
      expect(dockerfile).toContain(` AS ${stage}\nWORKDIR /app\n${lines}`);
  },
);

describe('what Prisma makes of the schema', () => {
  const schema = { 'prisma/schema.prisma': 'generator client { provider = "prisma-client-js" }' };
  const before7 = { dependencies: { '@prisma/client': '^6.19.0' }, devDependencies: { prisma: '^6.19.0' } };
  const keep =
    'mkdir /generated && find node_modules -name .prisma -prune -exec cp -r --parents {} /generated \\; && rm -rf node_modules\n';
  const taken = 'node_modules ./node_modules\nCOPY --from=build /generated ./\nCOPY --from=build /app ./\n';

  test('in node_modules is in the image, though what is installed for production has it not', async () => {
    const scripts = { build: 'prisma generate && tsc' };
    const dockerfile = await dockerfileOf({ ...before7, scripts }, schema);
    expect(dockerfile).toContain(`RUN npm run build && ${keep}`);
    expect(dockerfile).toContain(taken);
    expect(dockerfile).toMatch(/AS build\n#.*\nRUN apt-get update && apt-get install .* openssl /);
  });

  test('is made where no build does it, and not by the installation, which has no prisma', async () => {
    const dockerfile = await dockerfileOf(
      { ...before7, scripts: { postinstall: 'prisma generate' } },
      schema,
    );
    expect(dockerfile.split('npm pkg delete scripts.postinstall && npm ci')).toHaveLength(3);
    expect(dockerfile).not.toMatch(/^COPY \. \.\nRUN .* npm ci/m);
    expect(dockerfile).toContain(`COPY . .\nRUN node_modules/.bin/prisma generate && ${keep}`);
  });

  test('is made of the schema that the installation found, wherever that is', async () => {
    const scripts = { postinstall: 'prisma generate' };
    const dockerfile = await dockerfileOf({ ...before7, scripts, prisma: { schema: 'db/shop.prisma' } });
    expect(dockerfile).toContain(`COPY . .\nRUN node_modules/.bin/prisma generate && ${keep}`);
  });

  test.each([{}, { scripts: { build: 'prisma generate && tsc' } }])(
    'needs no database, though the configuration may ask for its address: %j',
    async (fields) => {
      const files = { ...schema, 'prisma.config.ts': `export default { url: env('DATABASE_URL') };` };
      const dockerfile = await dockerfileOf({ ...before7, ...fields }, files);
      const [, build = '', image = ''] = dockerfile.split(/^FROM .* AS build$|^FROM \S+$/m);
      expect(build).toContain('\nENV DATABASE_URL=postgresql://nowhere\n');
      expect(image).not.toContain('DATABASE_URL');
      expect(await dockerfileOf({ ...before7, ...fields }, schema)).not.toContain('DATABASE_URL');
    },
  );

  test('of version 7 needs no OpenSSL, and without prisma or a schema nothing is made', async () => {
    const newer = { dependencies: { '@prisma/client': '^7.0.0', prisma: '^7.0.0' } };
    const dockerfile = await dockerfileOf(newer, schema);
    expect(dockerfile).toContain('RUN node_modules/.bin/prisma generate && mkdir /generated');
    expect(dockerfile).not.toContain('apt-get');
    expect(await dockerfileOf(newer)).toContain('COPY . .\nRUN rm -rf node_modules\n');
    const { dependencies } = newer;
    const { prisma: _, ...alone } = dependencies;
    expect(await dockerfileOf({ dependencies: alone }, schema)).not.toContain('prisma');
  });
});

test('a shrinkwrap is installed from', async () => {
  const dockerfile = await dockerfileOf({}, {}, { 'npm-shrinkwrap.json': nodeService['package-lock.json'] });
  expect(dockerfile).toContain('COPY package.json npm-shrinkwrap.json ./\n');
  expect(dockerfile).toContain('npm ci --omit=dev');
});

test('a Yarn that the repository holds is there to be run', async () => {
  const files = { '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.cjs\n', '.yarn/releases/yarn-4.cjs': '' };
  const dockerfile = await dockerfileOf({ scripts: { build: 'tsc' } }, files, { 'yarn.lock': '' });
  expect(dockerfile).toMatch(
    /COPY package\.json yarn\.lock \.yarnrc\.yml \.\/\nCOPY \.yarn \.\/\.yarn\nRUN /,
  );
  // By its default linker it takes what the other one has installed for not installed.
  expect(dockerfile).toContain('RUN corepack enable && YARN_NODE_LINKER=node-modules yarn run build && ');
});

test.each([
  ['devDependencies', 'tsx src/main.ts', 'npm ci', '"--import","tsx"'],
  ['devDependencies', 'node --import=tsx/esm src/main.ts', 'npm ci', '"--import=tsx/esm"'],
  ['dependencies', 'tsx src/main.ts', 'npm ci --omit=dev', '"--import","tsx"'],
])('what runs the source is installed where it stands in %s: %s', async (field, start, install, flags) => {
  const dockerfile = await dockerfileOf({ scripts: { start }, [field]: { tsx: '4' } });
  expect(dockerfile).toContain(` ${install} && mkdir -p node_modules\n`);
  expect(dockerfile).toContain(`ENTRYPOINT ["node",${flags},"src/main.ts"]\n`);
});

test.each([
  ['the program of a framework', 'next start', 'next', 'npm ci'],
  ['no word that the service is handed', 'node src/main.js serve', 'serve', 'npm ci --omit=dev'],
])('of devDependencies %s is installed', async (_, start, name, install) => {
  const dockerfile = await dockerfileOf({ scripts: { start }, devDependencies: { [name]: '15' } });
  expect(dockerfile).toContain(` ${install} && mkdir -p node_modules\n`);
});
