import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { goService, initialized, nodeService, program, seaworthy } from './init-command.ts';
import { parse } from 'yaml';
import { folderOf } from '../model/folder.ts';

test('a Node service: the contract is drafted from the source, and the manifests agree with it', async () => {
  const folder = await initialized(nodeService);
  const contract = await readFile(join(folder, 'seaworthy.yaml'), 'utf8');
  expect(contract).toContain('name: greeter\nversion: 2.1.0\nlanguage: node');
  expect(contract).toMatch(/command:\n {2}- node\n {2}- src\/main.js/);
  expect(contract).toMatch(
    /liveness:\n {4}port: http\n {4}path: \/healthz\n {2}readiness:\n {4}port: http\n {4}path: \/ready/,
  );
  expect(contract).toMatch(/env: API_TOKEN\n {4}type: string\n {4}required: false\n {4}secret: true/);
  const { code, out } = await seaworthy(folder, 'manifests', '--check');
  expect(out).toContain('No contradiction in deploy/overlays/dev, deploy/overlays/production');
  expect(code).toBe(0);
});

test('the server of a framework is drafted with its port, and listens to all addresses', async () => {
  const folder = await initialized({
    'package.json': JSON.stringify({
      name: 'web',
      version: '1.0.0',
      dependencies: { '@astrojs/node': '^9' },
    }),
    'dist/server/entry.mjs': '',
  });
  const contract = await readFile(join(folder, 'seaworthy.yaml'), 'utf8');
  expect(parse(contract)).toMatchObject({
    command: ['node', 'dist/server/entry.mjs'],
    ports: [{ name: 'http', port: 4321, env: 'PORT', protocol: 'http' }],
    config: [{ env: 'HOST', type: 'string', required: false, default: '0.0.0.0' }],
  });
  expect(contract).not.toMatch(/A guess|config:[^]*None was found/);
  const { code, out } = await seaworthy(folder, 'manifests', '--check');
  expect(out).toContain('No contradiction');
  expect(code).toBe(0);
});

test.each([
  ['next start', { port: 3000, env: 'PORT' }],
  ['next start -p $PORT', { port: 3000, env: 'PORT' }],
  ['next start -p 4000', { port: 4000 }],
  ['next start --port=4000 -H 0.0.0.0', { port: 4000 }],
])('of `%s` the drafted port is the one that it listens on', async (start, port) => {
  const folder = await initialized({
    'package.json': JSON.stringify({
      name: 'web',
      version: '1.0.0',
      scripts: { start },
      dependencies: { next: '15' },
    }),
    'node_modules/next/dist/bin/next': '',
  });
  const contract = await readFile(join(folder, 'seaworthy.yaml'), 'utf8');
  expect(parse(contract)).toMatchObject({ ports: [{ name: 'http', protocol: 'http', ...port }] });
  expect(contract).not.toContain('A guess');
  if (!('env' in port)) expect(contract).not.toContain('env: PORT');
});

test('the workflow builds the image and checks the manifests', async () => {
  const folder = await initialized(nodeService);
  const text = await readFile(join(folder, '.github/workflows/seaworthy.yaml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { image: { steps: { run?: string }[] } } };
  expect(jobs.image.steps.map(({ run }) => run)).toEqual([
    undefined,
    undefined,
    'npm ci',
    'npx --no -- seaworthy manifests --check',
    'docker build --tag greeter:${{ github.sha }} .',
  ]);
});

test('who has not installed the command is told that the workflow needs it', async () => {
  const init = async (files: Readonly<Record<string, string>>) =>
    (await seaworthy(await folderOf(files), 'init')).err;
  expect(await init(nodeService)).toContain(
    'The workflow runs the `seaworthy` that is installed: add it to devDependencies.',
  );
  expect(await init(goService)).toContain(
    'The workflow runs the `seaworthy` that is installed: add a step that installs it.',
  );
  const manifest = { ...JSON.parse(nodeService['package.json']), devDependencies: { seaworthy: '0.1.0' } };
  expect(await init({ ...nodeService, 'package.json': JSON.stringify(manifest) })).not.toContain(
    'The workflow',
  );
});

test('a member of a workspace has the command that its root declares', async () => {
  const root = await folderOf({
    'package.json': JSON.stringify({ workspaces: ['api'], devDependencies: { seaworthy: '0.1.0' } }),
    ...Object.fromEntries(Object.entries(nodeService).map(([path, text]) => [`api/${path}`, text])),
  });
  expect((await seaworthy(root, 'init', 'api')).err).not.toContain('The workflow');
});

test('the workflow of a service in a folder stands where GitHub reads it, and works in that folder', async () => {
  const inFolder = (files: Readonly<Record<string, string>>, folder: string) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const root = await folderOf({
    '.git/HEAD': '',
    ...inFolder(nodeService, 'services/greeter'),
    ...inFolder({ ...goService, 'go.mod': 'module example.com/ping\n\ngo 1.24\n' }, 'services/ping'),
  });
  const { out } = await seaworthy(root, 'init', 'services/greeter');
  expect(out).toMatch(/written +\.\.\/\.\.\/\.github\/workflows\/seaworthy-greeter\.yaml/);
  expect(existsSync(join(root, 'services/greeter/.github'))).toBe(false);
  const greeter = await readFile(join(root, '.github/workflows/seaworthy-greeter.yaml'), 'utf8');
  expect(parse(greeter)).toMatchObject({
    name: 'seaworthy greeter',
    defaults: { run: { 'working-directory': 'services/greeter' } },
  });
  expect(greeter).toContain('cache: npm, cache-dependency-path: services/greeter/package-lock.json }');
  await seaworthy(root, 'init', 'services/ping');
  const ping = await readFile(join(root, '.github/workflows/seaworthy-ping.yaml'), 'utf8');
  expect(ping).toContain('go-version-file: services/ping/go.mod }');
});

test.each([
  ['pnpm-lock.yaml', 'corepack enable && pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install --frozen-lockfile'],
])('with a %s the workflow installs as the Dockerfile does', async (lock, install) => {
  const { 'package-lock.json': _, ...files } = nodeService;
  const folder = await initialized({ ...files, [lock]: '' });
  const text = await readFile(join(folder, '.github/workflows/seaworthy.yaml'), 'utf8');
  expect(text).toContain(`- run: ${install}\n`);
  expect(text).not.toContain('cache: npm');
});

test('the workflow of a Go service sets up the Node that the command needs', async () => {
  const folder = await initialized(goService);
  const text = await readFile(join(folder, '.github/workflows/seaworthy.yaml'), 'utf8');
  expect(text).toMatch(/setup-go[^]*setup-node[^]*node-version: 24 }[^]*npx --no -- seaworthy/);
  expect(text).not.toContain('npm ci');
});

test('a registry’s token is mounted where packages are installed, and gets into no layer', async () => {
  const folder = await initialized({ ...nodeService, '.npmrc': '//registry.example/:_authToken=x\n' });
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
  expect(dockerfile).not.toMatch(/COPY.*npmrc/);
  expect(dockerfile).toMatch(/RUN .*--mount=type=secret,id=npmrc,target=\/app\/\.npmrc npm ci --omit=dev/);
  expect(await readFile(join(folder, '.dockerignore'), 'utf8')).toMatch(/^\*\*\/\.npmrc$/m);
  const text = await readFile(join(folder, '.github/workflows/seaworthy.yaml'), 'utf8');
  expect(text).toContain('docker build --secret id=npmrc,src=.npmrc --tag greeter:');
});

test('secrets are kept out of the build in every folder', async () => {
  const folder = await initialized(nodeService);
  const ignored = (await readFile(join(folder, '.dockerignore'), 'utf8')).split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['**/.env*', '**/.git', '**/*.pem', '**/*.p12', '**/id_rsa', '**/node_modules']),
  );
});

test('nothing is overwritten without asking; the difference is shown; --force overwrites', async () => {
  const folder = await initialized(nodeService);
  const path = join(folder, 'Dockerfile');
  const generated = await readFile(path, 'utf8');
  await writeFile(path, 'FROM mine\n');
  const kept = await seaworthy(folder, 'init');
  expect(kept.out).toMatch(/-FROM mine\n/);
  expect(kept.out).toMatch(/kept +Dockerfile/);
  expect(kept.out).toMatch(/unchanged +.dockerignore/);
  expect(await readFile(path, 'utf8')).toBe('FROM mine\n');
  await seaworthy(folder, 'init', '--force');
  expect(await readFile(path, 'utf8')).toBe(generated);
});

const withoutTerminal = spawnSync('script', ['--version']).status !== 0;

test.skipIf(withoutTerminal)(
  'in a terminal each file that differs is shown and asked for (skipped where `script` is not installed)',
  async () => {
    const folder = await initialized(nodeService);
    const path = join(folder, 'Dockerfile');
    const generated = await readFile(path, 'utf8');
    await writeFile(path, 'FROM mine\n');
    expect(inTerminal(folder, '\n')).toMatch(/-FROM mine[^]*Overwrite Dockerfile\? \[y\/N\]/);
    expect(await readFile(path, 'utf8')).toBe('FROM mine\n');
    inTerminal(folder, 'y\n');
    expect(await readFile(path, 'utf8')).toBe(generated);
  },
);

test.skipIf(withoutTerminal).each([
  ['Ctrl+D', '\u0004', 0, /kept +Dockerfile/],
  ['Ctrl+C', '\u0003', 130, /\[y\/N\] \s*$/],
])('%s in place of an answer overwrites nothing', async (_, key, expected, told) => {
  const folder = await initialized(nodeService);
  const path = join(folder, 'Dockerfile');
  await writeFile(path, 'FROM mine\n');
  const { code, out } = await pressInTerminal(folder, key);
  expect(out).toMatch(told);
  expect(code).toBe(expected);
  expect(await readFile(path, 'utf8')).toBe('FROM mine\n');
});

/** Runs `init` in a terminal of its own, and presses a key once it asks. */
async function pressInTerminal(cwd: string, key: string): Promise<{ code: number | null; out: string }> {
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const asked = out.includes('[y/N]');
    out += text;
    if (!asked && out.includes('[y/N]')) child.stdin.write(key);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  // Without the terminal's own sequences.
  return { code, out: stripVTControlCharacters(out) };
}

const command = `"${process.execPath}" --conditions=seaworthy-source "${program}" init`;

/** Runs `init` in a terminal of its own, and answers. */
function inTerminal(cwd: string, input: string): string {
  return spawnSync('script', ['--quiet', '--command', command, '/dev/null'], {
    cwd,
    input,
    encoding: 'utf8',
  }).stdout;
}

test('a Dockerfile stands on a Node that starts TypeScript where package.json allows it', async () => {
  const folder = await folderOf({
    'package.json': '{ "name": "shop", "type": "module", "engines": { "node": ">=20" } }',
    'src/main.ts': 'const port: string = process.env.PORT; console.log(port);',
  });
  await seaworthy(folder, 'init', '--json');
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain('library/node:24-');
});

test('a dry run writes nothing', async () => {
  const folder = await folderOf(goService);
  const { out } = await seaworthy(folder, 'init', '--dry-run');
  expect(out).toContain('+++ Dockerfile');
  expect(existsSync(join(folder, 'Dockerfile'))).toBe(false);
});

test('manifests: overlays stay as the user has them, a foreign file is refused, a generated one renewed', async () => {
  const folder = await initialized(nodeService);
  const overlay = join(folder, 'deploy/overlays/production/kustomization.yaml');
  await writeFile(overlay, `${await readFile(overlay, 'utf8')}# mine\n`);
  const contract = join(folder, 'seaworthy.yaml');
  await writeFile(
    contract,
    (await readFile(contract, 'utf8')).replace('gracePeriodSeconds: 30', 'gracePeriodSeconds: 60'),
  );
  expect((await seaworthy(folder, 'manifests', '--check')).code).toBe(1);
  const { out: planned } = await seaworthy(folder, 'manifests', '--dry-run');
  expect(planned).toContain('+++ base/deployment.yaml');
  expect(planned).not.toContain('# mine');
  expect((await seaworthy(folder, 'manifests')).out).toMatch(/updated +deploy\/base\/deployment.yaml/);
  expect((await seaworthy(folder, 'manifests', '--check')).code).toBe(0);
  expect(await readFile(overlay, 'utf8')).toContain('# mine\n');

  const stale = 'deploy/components/service-monitor/service.yaml';
  await mkdir(join(folder, 'deploy/components/service-monitor'));
  await writeFile(join(folder, stale), '# Generated by `seaworthy manifests`\n');
  expect((await seaworthy(folder, 'manifests')).out).toMatch(
    /removed +deploy\/components\/service-monitor\/service.yaml/,
  );
  expect(existsSync(join(folder, stale))).toBe(false);

  await writeFile(join(folder, 'deploy/base/service.yaml'), 'mine: true\n');
  const refused = await seaworthy(folder, 'manifests');
  expect(refused.code).toBe(65);
  expect(refused.err).toContain('SW_FILE_EXISTS');
  expect(await readFile(join(folder, 'deploy/base/service.yaml'), 'utf8')).toBe('mine: true\n');
});

test.each([
  [{}, 'SW_PROJECT_MISSING'],
  [{ 'package.json': '{' }, 'SW_PROJECT_FILE'],
  [{ 'package.json': '{}' }, 'SW_ENTRY_MISSING'],
  [{ 'package.json': '{}', 'main.js': '', 'seaworthy.yaml': 'name: [' }, 'SW_PROJECT_FILE'],
  [{ 'package.json': '{}', 'main.js': '', 'seaworthy.yaml': 'name: A B\n' }, 'SW_CONTRACT_INVALID'],
])('%j is one error, and nothing is written', async (files, code) => {
  const folder = await folderOf(files);
  const { err } = await seaworthy(folder, 'init');
  expect(err).toContain(code);
  expect(existsSync(join(folder, 'Dockerfile'))).toBe(false);
});

test('manifests without a contract say what to do', async () => {
  const folder = await folderOf({ 'package.json': '{}', 'main.js': '' });
  const { code, out } = await seaworthy(folder, 'manifests', '--json');
  expect(code).toBe(65);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'SW_CONTRACT_MISSING' } });
});
