/** `seaworthy rehearse` that is told to end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { deploymentOf } from '../deployment-text.ts';
import { rehearseFromSource } from './rehearse-command.ts';

const manifests = deploymentOf(`      containers:
        - { name: web, image: example/web }
        - { name: side, image: example/side }
`);
/** Under a shell, which passes no signal on. Its port tells whether it lives. */
const build = `const server = require('node:net').createServer().listen(0, '127.0.0.1', () =>
  require('node:fs').writeFileSync('started', String(server.address().port)))`;

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s during a build ends it, and leaves nothing in the service’s folder, nor in the temporary one',
  async (signal) => {
    const folder = await folderOf({
      'package.json': '{ "name": "web", "type": "module" }',
      'server.js': 'console.log(1);',
      'deployment.yaml': manifests,
      'rehearse.yaml': JSON.stringify({
        manifests: 'deployment.yaml',
        containers: { side: { build: ['sh', '-c', 'node -e "$0"; exit $?', build], entrypoint: ['node'] } },
      }),
    });
    const before = readdirSync(folder);
    const temporary = await folderOf({});
    const programs = () => readdirSync(temporary).filter((name) => name.startsWith('seaworthy-program-'));
    const child = spawn(process.execPath, [...rehearseFromSource, folder], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const said = text(child.stderr);
    const started = () => Number(readFileSync(join(folder, 'started'), 'utf8'));
    await vi.waitFor(() => expect(started()).toBeGreaterThan(0), 30_000);
    expect(programs()).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toBe(130);
    await expect(once(connect(started(), '127.0.0.1'), 'connect')).rejects.toThrow(/ECONNREFUSED/);
    expect(await said).toContain('[SW_INTERRUPTED]');
    expect(readdirSync(folder).filter((name) => name !== 'started')).toEqual(before);
    expect(programs()).toEqual([]);
  },
);

const withVolume = deploymentOf(`      containers:
        - { name: web, image: example/web, command: [sleep, '1000'], volumeMounts: [{ name: memory, mountPath: /memory }] }
      volumes: [{ name: memory, emptyDir: { medium: Memory } }]
`);
const isRoot = process.getuid?.() === 0 && existsSync('/proc/self/mountinfo');

test.skipIf(!isRoot)(
  `a second signal ends it at once, and leaves no volume either${isRoot ? '' : ' (skipped: it takes root to mount one)'}`,
  async () => {
    const folder = await folderOf({ 'deployment.yaml': withVolume });
    const temporary = await folderOf({});
    const child = spawn(process.execPath, [...rehearseFromSource, folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: temporary },
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const said = text(child.stderr);
    const mounts = () => readFileSync('/proc/self/mountinfo', 'utf8');
    await vi.waitFor(() => expect(mounts()).toContain(temporary), 30_000);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    expect(await said).toContain('A second signal ends them at once.');
    expect(mounts()).not.toContain(temporary);
    expect(readdirSync(temporary)).toEqual([]);
  },
);
