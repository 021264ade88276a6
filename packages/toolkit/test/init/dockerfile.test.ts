/** The Dockerfiles of `init`, really built and run, on base images made here in place of those of a registry. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildFolder,
  goStandIn,
  missingEngine,
  nodeStandIns,
  removeImages,
  runRestricted,
} from './engine.ts';
import { goService, initialized, nodeService } from './init-command.ts';
import { freePort } from '../../../runtime/test/stores/free-port.ts';

const missing = missingEngine();
const withoutGo = spawnSync('go', ['version']).status !== 0;

describe.skipIf(missing !== undefined)(
  `a Dockerfile of init (skipped: needs ${missing ?? 'nothing'})`,
  () => {
    let folder = '';
    const tags: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'seaworthy-images-'));
    });

    afterAll(async () => {
      await removeImages(tags);
      await rm(folder, { recursive: true, force: true });
    });

    test(
      'for Node: no shell in it, runs read-only as nobody, ends on SIGTERM',
      { timeout: 180_000 },
      async () => {
        const images = await nodeStandIns(folder);
        const tag = 'localhost/seaworthy-test/node-service';
        tags.push(tag, ...Object.values(images));
        const project = await initialized(nodeService);
        await buildFolder(project, tag, images);
        await expectGoodImage(tag, ['node', 'src/main.js']);
      },
    );

    test.skipIf(withoutGo)('for Go: nothing but the program in it', { timeout: 180_000 }, async () => {
      const { images, volume } = await goStandIn(folder);
      const tag = 'localhost/seaworthy-test/go-service';
      tags.push(tag, ...Object.values(images));
      const project = await initialized(goService);
      await buildFolder(project, tag, images, volume);
      await expectGoodImage(tag, ['/service']);
    });
  },
);

async function expectGoodImage(tag: string, entrypoint: readonly string[]): Promise<void> {
  const [inspected] = JSON.parse(execFileSync('podman', ['image', 'inspect', tag], { encoding: 'utf8' })) as [
    { Config: { User: string; Entrypoint: string[] } },
  ];
  expect(inspected.Config).toMatchObject({ User: '65532:65532', Entrypoint: entrypoint });
  const shell = spawnSync('podman', [
    '--runtime',
    'runc',
    'run',
    '--rm',
    '--network',
    'none',
    '--ulimit',
    'nofile=1024:1024',
    '--ulimit',
    'nproc=1000:1000',
    '--entrypoint',
    '/bin/sh',
    tag,
    '-c',
    'true',
  ]);
  expect(shell.status).not.toBe(0);
  const container = await runRestricted(tag, await freePort());
  expect(await answer(container.url)).toBe(tag.includes('node') ? 'hello 4 65532\n' : 'hello 0 65532\n');
  expect(await container.stop()).toBe(0);
}

/** The first answer; a container takes a moment to listen. */
async function answer(url: string): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(url)).text();
    } catch {
      await sleep(50);
    }
  }
}
