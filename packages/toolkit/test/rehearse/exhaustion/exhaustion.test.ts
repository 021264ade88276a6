import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const CODE = 'SW_MACHINE_EXHAUSTED';
const isRoot = process.getuid?.() === 0;
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const canUnshare = isRoot && has('unshare', '--net', 'ip', 'link', 'set', 'lo', 'up');

/** Runs a command line by a shell, after what is done to its limits. */
function run(setUp: string, ...args: readonly string[]) {
  return new Promise<{ stdout: string; stderr: string; code: number | string | null | undefined }>(
    (resolve) => {
      const script = `${setUp} && exec "$0" --conditions=seaworthy-source "$@"`;
      execFile('/bin/sh', ['-c', script, process.execPath, ...args], (error, stdout, stderr) =>
        resolve({ stdout, stderr, code: error?.code ?? 0 }),
      );
    },
  );
}

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('a load without file descriptors ends with an error at once, and counts no request as lost', async () => {
  // A server under the same limit would run out of descriptors too, and close connections that it took.
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { stdout, stderr } = await run('ulimit -n 150', file('load.ts'), String(port));
  server.close();
  expect(JSON.parse(stdout || stderr)).toEqual({ code: CODE, told: 1, lost: 0 });
});

test.skipIf(!canUnshare)(
  `so does one without local ports${canUnshare ? '' : ' (skipped: it takes root, unshare and ip)'}`,
  async () => {
    const inner = 'ip link set lo up && echo "40000 40019" > /proc/sys/net/ipv4/ip_local_port_range';
    const script = `${inner} && exec "$0" --conditions=seaworthy-source "$@"`;
    const done = spawnSync('unshare', ['--net', '/bin/sh', '-c', script, process.execPath, file('load.ts')], {
      encoding: 'utf8',
    });
    expect(JSON.parse(done.stdout || done.stderr)).toEqual({ code: CODE, told: 1, lost: 0 });
  },
);

test('without file descriptors a container is not refused, no port is closed, and no command failed', async () => {
  const { stdout, stderr } = await run('ulimit -n 100', file('engine.ts'), 'descriptors');
  expect(JSON.parse(stdout || stderr)).toEqual({ start: CODE, exec: CODE, listening: CODE });
});

const hasLimit = has('prlimit', '--version');
test.skipIf(!hasLimit)(
  `without processes neither${hasLimit ? '' : ' (skipped: there is no prlimit)'}`,
  async () => {
    const { stdout, stderr } = await run('true', file('engine.ts'), 'processes');
    expect(JSON.parse(stdout || stderr)).toEqual({ start: CODE, exec: CODE });
  },
);

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: silent }
spec:
  replicas: 1
  selector: { matchLabels: { app: silent } }
  template:
    metadata: { labels: { app: silent } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: silent
          image: example/silent
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: silent }
spec: { selector: { app: silent }, ports: [{ port: 80, targetPort: http }] }
`;
const program = `require('node:http').createServer((request, response) => request.url === '/ready' && response.end()).listen(8080)`;

test.skipIf(!canUnshare)(
  `a rehearsal whose machine has no more file descriptors ends with the catalogue's error, and judges nothing${canUnshare ? '' : ' (skipped: it takes root)'}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-exhausted-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'deployment.yaml'), manifests);
    await writeFile(join(folder, 'main.cjs'), program);
    await writeFile(
      join(folder, 'rehearse.yaml'),
      'manifests: deployment.yaml\ncontainers: { silent: { entrypoint: [node, main.cjs] } }\n',
    );
    const command = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
    const args = ['rehearse', folder, '--json', '--rate', '200', '--scenario', 'start,rollout'];
    const { stdout, stderr, code } = await run('ulimit -n 400', command, ...args);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: CODE,
        what: expect.stringContaining('file descriptors of this process'),
        fix: expect.any(String),
      },
    });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(69);
  },
);
