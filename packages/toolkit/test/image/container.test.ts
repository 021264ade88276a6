import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { cacheFolder, seaworthyImage } from './command.ts';
import { has } from './docker-registry.ts';
import { greeter, projectFolder, serviceProject } from './service-project.ts';
import { freePort } from '../../../runtime/test/stores/free-port.ts';

// The first build on a machine fetches and packs Node, for each platform, and the first of Go compiles its library.
vi.setConfig({ testTimeout: 300_000 });

/** What a machine without systemd and with low limits needs as well. */
const podmanFlags = ['--runtime', 'runc'];
const runFlags = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--user=12345:54321',
  '--network=host',
  // No /etc/resolv.conf.
  '--dns=none',
  '--ulimit=nofile=1024:1024',
  '--ulimit=nproc=1000:1000',
];
/** What `seaworthy image --json` tells. */
interface Report {
  readonly digest: string;
  readonly bytes: number;
  readonly platforms: readonly {
    readonly platform: string;
    readonly layers: readonly { digest: string }[];
  }[];
}

const hasPodman = has('podman') && has('runc');
if (!hasPodman) console.log('skipped: podman and runc are not installed');

describe.skipIf(!hasPodman)('in a container', () => {
  test('a service runs read-only, as anybody, without names, and drains on SIGTERM as the first process', async () => {
    const name = 'localhost/seaworthy-test:node';
    await image([surveyor(), '--tag', name, '--load', 'podman']);
    await using container = await start(name);
    const url = `http://127.0.0.1:${container.port}`;
    expect(await (await untilAnswered(url)).json()).toEqual({
      at: 'file:///app/src/main.ts',
      pid: 1,
      uid: 12345,
      month: 'January',
      certificates: true,
      zones: false,
      priority: 0,
    });
    // Its headers are there, so it is under way.
    const slow = await fetch(`${url}/slow`);
    const stopped = podman('stop', '--time', '20', container.id);
    expect(await slow.text()).toBe('begun and ended');
    await stopped;
    expect(await podman('inspect', '--format', '{{.State.ExitCode}}', container.id)).toBe('0');
    expect(await podman('logs', container.id)).toContain('"to":"draining"');
    await expect(podman('run', '--rm', '--entrypoint', '/bin/sh', ...runFlags, name)).rejects.toThrow(
      /no such file/,
    );
  });

  test('a Go service runs on nothing but itself and certificates', async (context) => {
    if (!has('go')) return context.skip('Go is not installed');
    const root = projectFolder({
      'go.mod': 'module example.test/greeter\n\ngo 1.22\n',
      'main.go': `package main
import ("net/http"; "os")
func main() {
	_, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt")
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { if err == nil { w.Write([]byte("ahoy")) } })
	http.ListenAndServe("127.0.0.1:" + os.Getenv("PORT"), nil)
}
`,
    });
    await image([root, '--tag', 'localhost/seaworthy-test:go', '--load', 'podman']);
    await using container = await start('localhost/seaworthy-test:go');
    expect(await (await untilAnswered(`http://127.0.0.1:${container.port}/`)).text()).toBe('ahoy');
  });
});

test('the same source gives the same image, whatever the folder, time zone, language and umask', async () => {
  const elsewhere = { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', SOURCE_DATE_EPOCH: '0' };
  const both = ['--platform', 'linux/amd64,linux/arm64'];
  const one = await image([serviceProject(), ...both]);
  const umask = process.umask(0o077);
  // Nothing but Node, which takes long to pack, is taken from what the first build left.
  const other = await image([serviceProject(), ...both, '--cache', cacheWithNode()], elsewhere);
  process.umask(umask);
  expect(other.digest).toBe(one.digest);
  expect(one.platforms.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
});

test('a change of code changes the last layer only', async () => {
  const root = serviceProject();
  const before = await image([root]);
  writeFileSync(join(root, 'src/main.ts'), greeter('farewell'));
  const after = await image([root]);
  const digests = ({ platforms }: Report) => platforms[0]?.layers.map(({ digest }) => digest) ?? [];
  expect(digests(after).slice(0, -1)).toEqual(digests(before).slice(0, -1));
  expect(digests(after).at(-1)).not.toBe(digests(before).at(-1));
});

test('other tools read what is written, archive and layout', async (context) => {
  if (!has('skopeo') || !has('umoci')) return context.skip('skopeo and umoci are not installed');
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-output-'));
  const archive = join(folder, 'greeter.tar');
  const layout = join(folder, 'layout');
  const root = serviceProject();
  const { digest } = await image([root, '--output', archive]);
  await image([root, '--output', layout, '--tag', 'localhost/greeter:1']);
  const inspected = JSON.parse(
    execFileSync('skopeo', ['inspect', `oci-archive:${archive}`]).toString(),
  ) as unknown;
  expect(inspected).toMatchObject({ Digest: digest, Architecture: 'amd64', Os: 'linux' });
  expect(execFileSync('umoci', ['ls', '--layout', layout]).toString().trim()).toBe('1');
  // Docker's older format, which stands beside it.
  execFileSync('skopeo', ['inspect', `docker-archive:${archive}`]);
  const sbom = JSON.parse(readFileSync(`${archive}.cdx.json`, 'utf8')) as { components: { purl: string }[] };
  const purls = sbom.components.map(({ purl }) => purl);
  expect(purls).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^pkg:npm\/zod@/),
      expect.stringMatching(/^pkg:deb\/debian\/libc6@/),
    ]),
  );
});

/** A service that tells what it finds around it. It has a native addon, and answers `/slow` in two parts. */
function surveyor(): string {
  const root = serviceProject({
    'src/main.ts': `
      import { existsSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { defineService } from '@seaworthy/runtime';
      import { getCurrentProcessPriority } from '@napi-rs/nice';

      async function* slowly() {
        yield Buffer.from('begun ');
        await setTimeout(1500);
        yield Buffer.from('and ended');
      }

      const survey = () => ({
        at: import.meta.url,
        pid: process.pid,
        uid: process.getuid?.(),
        // The image speaks English only.
        month: new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'Asia/Tokyo' }).format(0),
        certificates: existsSync(process.env.SSL_CERT_FILE ?? ''),
        zones: existsSync('/usr/share/zoneinfo'),
        priority: getCurrentProcessPriority(),
      });

      const service = defineService({
        name: 'surveyor',
        version: '1.0.0',
        config: {},
        async start() {
          return {
            fetch: async (request) =>
              request.url.endsWith('/slow')
                ? new Response(ReadableStream.from(slowly()))
                : Response.json(survey()),
          };
        },
      });
      await service.run();
    `,
  });
  // Came with the runtime's pool of threads.
  const addon = dirname(createRequire(import.meta.url).resolve('@napi-rs/nice/package.json'));
  mkdirSync(join(root, 'node_modules/@napi-rs'));
  symlinkSync(addon, join(root, 'node_modules/@napi-rs/nice'));
  return root;
}

/** A cache that knows of Node's binaries and layers only, for both platforms; content by its digest is shared. */
function cacheWithNode(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-cache-'));
  mkdirSync(join(folder, 'results'));
  symlinkSync(join(cacheFolder, 'blobs'), join(folder, 'blobs'));
  for (const name of readdirSync(join(cacheFolder, 'results'))) {
    const result = join(cacheFolder, 'results', name);
    if (/"licence"|"title":"node /.test(readFileSync(result, 'utf8')))
      cpSync(result, join(folder, 'results', name));
  }
  return folder;
}

async function image(args: readonly string[], env: Record<string, string> = {}): Promise<Report> {
  const output = args.includes('--load') || args.includes('--output') ? [] : ['--output', temporaryArchive()];
  const { code, stdout, stderr } = await seaworthyImage([...args, ...output, '--json'], { env });
  expect(code, stderr + stdout).toBe(0);
  return JSON.parse(stdout) as Report;
}

function temporaryArchive(): string {
  return join(mkdtempSync(join(tmpdir(), 'seaworthy-output-')), 'image.tar');
}

async function podman(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('podman', [...podmanFlags, ...args]);
  return (stdout + stderr).trim();
}

async function start(name: string) {
  const port = await freePort();
  const env = ['--env', `PORT=${port}`, '--env', `ADMIN_PORT=${await freePort()}`, '--env', 'HOST=127.0.0.1'];
  const id = (await podman('run', '--detach', ...runFlags, ...env, name)).split('\n')[0] ?? '';
  return {
    id,
    port,
    [Symbol.asyncDispose]: async () => void (await podman('rm', '--force', '--time', '0', id)),
  };
}

async function untilAnswered(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return response;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
