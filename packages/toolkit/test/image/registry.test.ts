import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { digestOf, type BuildCache } from '../../src/image/cache/index.ts';
import { MediaType, type Index } from '../../src/image/oci/index.ts';
import {
  attach,
  parseReference,
  pullImage,
  pushImage,
  type UploadEvent,
} from '../../src/image/registry/index.ts';
import { has, startRegistry } from './docker-registry.ts';
import { faultyLine } from './faulty-line.ts';
import { smallImage, temporaryCache } from './small-image.ts';
import { startTokenService } from './token-service.ts';

afterEach(() => vi.unstubAllEnvs());

/** `docker` and its password `harbour`, as htpasswd -B writes it. */
const HTPASSWD = 'docker:$2b$04$t9xs96kMD0spqB6h/w.4gONbVt39MqMC3okkylxmAgxxRrYYEMBo.\n';

if (!has('docker-registry')) console.log('skipped: docker-registry is not installed');

describe.skipIf(!has('docker-registry'))('a real registry', () => {
  test('takes an image of two platforms, which a second push finds and another repository mounts', async () => {
    await using registry = await startRegistry();
    const cache = await temporaryCache();
    const image = await smallImage(cache, Buffer.from('ahoy'));
    const first = await push(cache, image, `${registry.address}/team/shop:1`);
    expect(first.map(({ type }) => type)).toContain('uploaded');
    const second = await push(cache, image, `${registry.address}/team/shop:2`);
    expect(new Set(second.map(({ type }) => type))).toEqual(new Set(['present']));
    const third = await push(cache, image, `${registry.address}/team/other:1`, ['team/shop']);
    expect(new Set(third.map(({ type }) => type))).toEqual(new Set(['mounted']));

    const response = await fetch(`http://${registry.address}/v2/team/other/manifests/1`, {
      headers: { accept: image.descriptor.mediaType },
    });
    expect(response.headers.get('docker-content-digest')).toBe(image.descriptor.digest);
    if (!has('skopeo')) return console.log('skipped: skopeo is not installed');
    const inspected = execFileSync('skopeo', [
      'inspect',
      '--tls-verify=false',
      `docker://${registry.address}/team/shop:1`,
    ]);
    expect(JSON.parse(inspected.toString())).toMatchObject({ Os: 'linux', Architecture: 'amd64' });
  });

  test('gives back what was pushed, and lists what is attached to it', async () => {
    await using registry = await startRegistry();
    const cache = await temporaryCache();
    const image = await smallImage(cache, Buffer.from('ahoy'));
    const reference = parseReference(`${registry.address}/shop:1`);
    const client = await pushImage(image, reference, { cache, mountFrom: [], onEvent() {} });
    for (const text of ['{"first":1}', '{"second":2}']) {
      const attachment = { mediaType: 'application/vnd.cyclonedx+json', content: Buffer.from(text) };
      await attach(attachment, image.descriptor, client, cache);
    }
    const tag = image.descriptor.digest.replace(':', '-');
    const listed = (await (
      await client.request(`manifests/${tag}`, { headers: { accept: MediaType.index } })
    ).json()) as Index;
    // The second bill of the same image replaced the first.
    expect(listed.manifests.map(({ artifactType }) => artifactType)).toEqual([
      'application/vnd.cyclonedx+json',
    ]);

    const pinned = { ...reference, tag: undefined, digest: image.descriptor.digest };
    const pulled = await pullImage(
      pinned,
      { os: 'linux', architecture: 'arm64' },
      { cache: await temporaryCache() },
    );
    expect(pulled.config).toMatchObject({ architecture: 'arm64', config: { User: '65532' } });
  });

  test('is logged in to from docker’s configuration and by a helper; a wrong password is told', async () => {
    await using registry = await startRegistry({ htpasswd: HTPASSWD });
    const cache = await temporaryCache();
    const image = await smallImage(cache, Buffer.from('ahoy'));
    const target = `${registry.address}/shop:1`;

    vi.stubEnv('DOCKER_CONFIG', await dockerConfig({}));
    await expect(push(cache, image, target)).rejects.toMatchObject({ code: 'SW_REGISTRY_DENIED' });

    const auth = (password: string) => ({
      auths: { [registry.address]: { auth: btoa(`docker:${password}`) } },
    });
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig(auth('wrong')));
    await expect(push(cache, image, target)).rejects.toMatchObject({ code: 'SW_REGISTRY_DENIED' });
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig(auth('harbour')));
    expect((await push(cache, image, target)).length).toBeGreaterThan(0);

    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-helper-'));
    const helper = join(folder, 'docker-credential-test');
    await writeFile(helper, '#!/bin/sh\necho \'{"Username":"docker","Secret":"harbour"}\'\n');
    await chmod(helper, 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig({ credHelpers: { [registry.address]: 'test' } }));
    expect((await push(cache, image, `${registry.address}/other:1`)).length).toBeGreaterThan(0);
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig({ credsStore: 'absent' }));
    await expect(push(cache, image, target)).rejects.toMatchObject({ code: 'SW_CREDENTIAL_HELPER' });
  });

  test('gives a token for what is done, and one more where a layer is mounted', async (context) => {
    if (!has('openssl')) return context.skip('openssl is not installed');
    await using tokens = await startTokenService();
    await using registry = await startRegistry({ tokens });
    const cache = await temporaryCache();
    const image = await smallImage(cache, Buffer.from('ahoy'));
    const auth = (password: string) => ({
      auths: { [registry.address]: { auth: btoa(`docker:${password}`) } },
    });
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig(auth('wrong')));
    await expect(push(cache, image, `${registry.address}/team/shop:1`)).rejects.toMatchObject({
      code: 'SW_REGISTRY_DENIED',
    });
    vi.stubEnv('DOCKER_CONFIG', await dockerConfig(auth('harbour')));
    await push(cache, image, `${registry.address}/team/shop:1`);
    const mounted = await push(cache, image, `${registry.address}/team/other:1`, ['team/shop']);
    expect(new Set(mounted.map(({ type }) => type))).toEqual(new Set(['mounted']));
    expect(new Set(tokens.scopes)).toEqual(
      new Set([
        'repository:team/shop:pull,push',
        'repository:team/other:pull,push',
        'repository:team/shop:pull',
      ]),
    );
  });

  const MIB = 2 ** 20;
  test.each([
    ['between chunks the rest of a layer', 'first chunk', 26],
    ['within a chunk the whole again, for it has forgotten the rest', 12 * MIB, 38],
  ] as const)('is given after the line broke %s', { timeout: 120_000 }, async (_, after, mostMiB) => {
    await using registry = await startRegistry();
    await using line = await faultyLine(registry.address, { fault: 'break', after });
    const cache = await temporaryCache();
    // What does not pack takes several chunks.
    const image = await smallImage(cache, randomBytes(24 * MIB));
    const events = await push(cache, image, `${line.address}/shop:1`);
    expect(line.breaks).toBe(1);
    expect(line.sent).toBeLessThan(mostMiB * MIB);
    expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(2);
    const [layer] = image.platforms[0]?.manifest.layers ?? [];
    const stored = await fetch(`http://${registry.address}/v2/shop/blobs/${layer?.digest}`);
    expect(digestOf(Buffer.from(await stored.arrayBuffer()))).toBe(layer?.digest);
  });
});

test('a registry that nobody serves is told as unreachable', async () => {
  const cache = await temporaryCache();
  const image = await smallImage(cache, Buffer.from('ahoy'));
  await expect(push(cache, image, '127.0.0.1:1/shop:1')).rejects.toMatchObject({
    code: 'SW_REGISTRY_UNREACHABLE',
  });
}, 30_000);

async function push(
  cache: BuildCache,
  image: Awaited<ReturnType<typeof smallImage>>,
  name: string,
  mountFrom: readonly string[] = [],
): Promise<UploadEvent[]> {
  const events: UploadEvent[] = [];
  await pushImage(image, parseReference(name), { cache, mountFrom, onEvent: (event) => events.push(event) });
  return events;
}

async function dockerConfig(config: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-docker-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}
