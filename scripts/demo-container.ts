/**
 * The shop in containers, from its generated manifests: PostgreSQL, Redis, the init container that migrates, the service.
 * `npm run demo:container`; with `-- --no-build` the image of the last run. It needs podman, and no daemon.
 */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DefaultPort, EnvName, ProbePath } from '@seaworthy/contract';
import { formatProblem, ofKind, readManifests } from '../packages/toolkit/src/model/index.ts';
import { podmanArguments, type PodSettings } from './demo-container/pod.ts';
import { podman, runToEnd, start } from './demo-container/podman.ts';
import { postgres, redis } from './demo-container/servers.ts';
import { freePort } from '../packages/runtime/test/stores/free-port.ts';

const OVERLAY = 'services/shop/deploy/overlays/dev';
const PATIENCE_MS = 60_000;

if (spawnSync('podman', ['--version']).status !== 0) {
  console.error('podman is not installed; the demo needs it.');
  process.exit(69);
}

const { objects, problems } = await readManifests(OVERLAY);
for (const problem of problems) console.log(formatProblem(problem));
const pod = ofKind(objects, 'Deployment')[0]?.spec?.template?.spec;
const service = pod?.containers?.[0];
if (pod == null || service?.image === undefined) throw new Error(`There is no Deployment in ${OVERLAY}`);

if (!process.argv.includes('--no-build')) {
  console.log(`building ${service.image} …`);
  await buildImage(service.image);
}

const [http, admin, database, cache] = [
  await freePort(),
  await freePort(),
  await freePort(),
  await freePort(),
];
const folder = await mkdtemp(join(tmpdir(), 'seaworthy-demo-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
{
  await using _postgres = await postgres(database);
  await using _redis = await redis(cache);
  console.log(`PostgreSQL on ${database}, Redis on ${cache}`);
  const settings: PodSettings = {
    objects,
    pod,
    folder,
    secret: {
      DATABASE_URL: `postgres://postgres:demo@127.0.0.1:${database}/postgres`,
      REDIS_URL: `redis://127.0.0.1:${cache}`,
      SHOP_SESSION_KEYS: randomBytes(32).toString('hex'),
    },
    overrides: { [EnvName.port]: String(http), [EnvName.adminPort]: String(admin) },
  };
  for (const init of pod.initContainers ?? []) {
    await migrated(await podmanArguments(settings, init), `seaworthy-demo-${init.name}`);
    console.log(`init container ${init.name}: done`);
  }
  await using shop = await start('seaworthy-demo-shop', await podmanArguments(settings, service));
  await answer(`http://127.0.0.1:${admin}${ProbePath.readiness}`);
  console.log(`ready (the manifest's ${DefaultPort.http} is ${http} here)`);
  const products = await answer(`http://127.0.0.1:${http}/products`);
  console.log(`GET /products → ${products.status}, ${(await products.text()).length} bytes`);
  const stopped = performance.now();
  await podman('stop', shop.name);
  const code = await podman('inspect', '--format', '{{.State.ExitCode}}', shop.name);
  console.log(`SIGTERM → exit ${code} after ${((performance.now() - stopped) / 1000).toFixed(1)} s`);
  if (products.status !== 200 || code !== '0') process.exitCode = 1;
}
console.log('torn down');

async function buildImage(name: string): Promise<void> {
  const cli = ['--conditions=seaworthy-source', 'packages/toolkit/src/cli/main.ts'];
  const args = [
    'image',
    'services/shop',
    '--conditions',
    'seaworthy-source',
    '--tag',
    `localhost/${name}`,
    '--load',
    'podman',
  ];
  await promisify(execFile)(process.execPath, [...cli, ...args], { maxBuffer: 64 * 2 ** 20 });
}

/** PostgreSQL may still be starting; a cluster would run the init container again, too. */
async function migrated(args: readonly string[], name: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await runToEnd(name, args);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(1000);
    }
  }
}

/** The first answer that is no failure. */
async function answer(url: string): Promise<Response> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    // Without keep-alive: a connection that stays open is waited for when the service drains.
    const response = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined);
    if (response?.ok) return response;
    if (performance.now() > deadline)
      throw new Error(`${url} did not answer: ${response?.status ?? 'no connection'}`);
    await sleep(100);
  }
}
