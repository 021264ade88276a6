/** `seaworthy rehearse` that is told to end while it still gets ready. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { rehearseFromSource } from './rehearse-command.ts';

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: example/web }
        - { name: side, image: example/side }
`;
const build = `require('node:fs').writeFileSync('started', ''); setInterval(() => {}, 1000)`;

test('a signal during a build ends it, and leaves nothing in the service’s folder', async () => {
  const folder = await folderOf({
    'package.json': '{ "name": "web", "type": "module" }',
    'server.js': 'console.log(1);',
    'deployment.yaml': manifests,
    'rehearse.yaml': JSON.stringify({
      manifests: 'deployment.yaml',
      containers: { side: { build: ['node', '-e', build], entrypoint: ['node'] } },
    }),
  });
  const before = readdirSync(folder);
  const child = spawn(process.execPath, [...rehearseFromSource, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = text(child.stderr);
  await vi.waitFor(() => expect(existsSync(join(folder, 'started'))).toBe(true), 30_000);
  expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/^\.seaworthy-program-/));
  child.kill('SIGTERM');
  expect(await ended).toBe(130);
  expect(await said).toContain('[SW_INTERRUPTED]');
  expect(readdirSync(folder).filter((name) => name !== 'started')).toEqual(before);
});
