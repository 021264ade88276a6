/** `seaworthy image --push` as users run it, to a real registry. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { CommandExitCode } from '@seaworthy/contract';
import { MediaType, type ImageConfig, type Index, type Manifest } from '../../src/image/oci/index.ts';
import { cacheFolder, seaworthyImage } from './command.ts';
import { has, startRegistry } from './docker-registry.ts';
import { faultyLine } from './faulty-line.ts';
import { projectFolder, serviceProject } from './service-project.ts';

// The first build on a machine fetches and packs Node.
vi.setConfig({ testTimeout: 180_000 });

const HTPASSWD = 'docker:$2b$04$t9xs96kMD0spqB6h/w.4gONbVt39MqMC3okkylxmAgxxRrYYEMBo.\n';

/** Without packages, and with the Node that other tests have packed. */
const tinyProject = () =>
  projectFolder({
    'package.json': '{"name":"tiny","version":"1.0.0","seaworthy":{"image":{"locales":["en"]}}}',
    'main.ts': `console.log('ahoy');`,
  });

if (!has('docker-registry')) console.log('skipped: docker-registry is not installed');

describe.skipIf(!has('docker-registry'))('to a real registry', () => {
  test('an image is there whole, with its bill of materials, under the name that is told', async () => {
    await using registry = await startRegistry();
    const report = await pushed(serviceProject(), `${registry.address}/team/greeter:1`);
    expect(report.pushed).toBe(`${registry.address}/team/greeter@${report.digest}`);
    const tag = report.digest.replace(':', '-');
    const { manifests } = await json<Index>(registry.address, `team/greeter/manifests/${tag}`);
    expect(manifests.map(({ artifactType }) => artifactType)).toEqual(['application/vnd.cyclonedx+json']);
    const path = `team/greeter/manifests/${manifests[0]?.digest}`;
    const bill = await json<Manifest>(registry.address, path);
    expect(bill.subject?.digest).toBe(report.digest);
    const content = await json<object>(registry.address, `team/greeter/blobs/${bill.layers[0]?.digest}`);
    expect(content).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    if (!has('podman')) return console.log('skipped: podman is not installed');
    // It compares every layer with its digests, packed and unpacked.
    execFileSync('podman', ['pull', '--quiet', '--tls-verify=false', report.pushed], { stdio: 'pipe' });
    execFileSync('podman', ['rmi', '--force', report.pushed], { stdio: 'pipe' });
  });

  test('an interrupted push leaves nothing that anybody sees, and the next one succeeds', async () => {
    await using registry = await startRegistry();
    await using line = await faultyLine(registry.address, { after: 2 ** 20, fault: 'stall' });
    const root = serviceProject();
    const before = readdirSync(root).toSorted();
    const { code } = await seaworthyImage([root, '--push', '--tag', `${line.address}/greeter:1`], {
      during: (child) =>
        void vi
          .waitFor(() => expect(line.breaks).toBeGreaterThan(0), { timeout: 170_000, interval: 20 })
          .then(() => child.kill('SIGINT')),
    });
    expect(code).toBe(CommandExitCode.interrupted);
    expect(readdirSync(root).toSorted()).toEqual(before);
    const there = await fetch(`http://${registry.address}/v2/greeter/manifests/1`);
    expect(there.status).toBe(404);
    const { digest } = await pushed(root, `${registry.address}/greeter:1`);
    const found = await fetch(`http://${registry.address}/v2/greeter/manifests/1`, {
      headers: { accept: MediaType.manifest },
    });
    expect(found.headers.get('docker-content-digest')).toBe(digest);
  });

  test('an image stands on a base that is named by digest, and on nothing of ours', async () => {
    await using registry = await startRegistry();
    const named = ['--env', 'TEAM=harbour'];
    const base = await pushed(tinyProject(), `${registry.address}/base:1`, named);
    const output = join(mkdtempSync(join(tmpdir(), 'seaworthy-output-')), 'layout');
    const flags = ['--base', `${registry.address}/base@${base.digest}`, '--output', output];
    const report = await run([tinyProject(), '--no-start-cache', '--json', ...flags]);
    const layers = ({ platforms }: Report) => platforms[0]?.layers.map(({ digest }) => digest) ?? [];
    expect(layers(report).slice(0, layers(base).length)).toEqual(layers(base));
    expect(layers(report)).toHaveLength(layers(base).length + 3);
    const blob = (digest: string): unknown =>
      JSON.parse(readFileSync(join(output, 'blobs', digest.replace(':', '/')), 'utf8'));
    const manifest = blob(report.digest) as Manifest;
    const { config } = blob(manifest.config.digest) as ImageConfig;
    expect(config.Env, 'the environment of the base stays').toContain('TEAM=harbour');
  });

  test('a login that is missing is one line with a code', async () => {
    await using registry = await startRegistry({ htpasswd: HTPASSWD });
    const env = { DOCKER_CONFIG: mkdtempSync(join(tmpdir(), 'seaworthy-docker-')) };
    const target = ['--push', '--tag', `${registry.address}/tiny:1`];
    const { code, stderr } = await seaworthyImage([tinyProject(), '--no-start-cache', ...target], { env });
    expect(code).toBe(CommandExitCode.denied);
    expect(stderr.trim().split('\n'), stderr).toHaveLength(1);
    expect(stderr).toContain('[SW_REGISTRY_DENIED]');
  });
});

test('a registry that nobody serves is one line with a code', async () => {
  const target = ['--push', '--tag', '127.0.0.1:1/tiny:1'];
  const { code, stderr } = await seaworthyImage([tinyProject(), '--no-start-cache', ...target]);
  expect(code).toBe(CommandExitCode.unavailable);
  expect(stderr.trim().split('\n'), stderr).toHaveLength(1);
  expect(stderr).toContain('[SW_REGISTRY_UNREACHABLE]');
  const left = readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((path) => path.includes('.partial-'))).toEqual([]);
});

/** What `seaworthy image --json` tells. */
interface Report {
  readonly digest: string;
  readonly pushed: string;
  readonly platforms: readonly { readonly layers: readonly { readonly digest: string }[] }[];
}

function pushed(root: string, name: string, flags: readonly string[] = []): Promise<Report> {
  return run([root, '--push', '--tag', name, '--json', ...flags]);
}

async function run(args: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await seaworthyImage(args);
  expect(code, stderr + stdout).toBe(0);
  return JSON.parse(stdout) as Report;
}

async function json<T>(address: string, path: string): Promise<T> {
  const accept = [MediaType.index, MediaType.manifest].join(', ');
  const response = await fetch(`http://${address}/v2/${path}`, { headers: { accept } });
  return (await response.json()) as T;
}
