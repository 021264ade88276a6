import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { credentialsFor } from './credentials.ts';

afterEach(() => vi.unstubAllEnvs());

const entry = { auth: btoa('docker:harbour') };

test.each([
  ['docker.io', 'https://index.docker.io/v1/', 'as docker writes it'],
  ['docker.io', 'docker.io', 'as podman writes it'],
  ['quay.io', 'quay.io', 'of another registry'],
  ['quay.io', 'https://quay.io', 'of another registry, as old dockers wrote it'],
])('the login to %s is found under %s, %s', async (registry, key) => {
  const path = join(mkdtempSync(join(tmpdir(), 'seaworthy-auth-')), 'auth.json');
  writeFileSync(path, JSON.stringify({ auths: { [key]: entry } }));
  vi.stubEnv('REGISTRY_AUTH_FILE', path);
  expect(await credentialsFor(registry)).toEqual({ username: 'docker', password: 'harbour' });
});
