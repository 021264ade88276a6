import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { credentialsFor } from './credentials.ts';

afterEach(() => vi.unstubAllEnvs());

const entry = { auth: btoa('docker:harbour') };

test.each([
  ['docker.io', 'https://index.docker.io/v1/', 'as docker writes it'],
  ['docker.io', 'docker.io', 'as podman writes it'],
  ['quay.io', 'quay.io', 'of another registry'],
  ['quay.io', 'https://quay.io', 'of another registry, as old dockers wrote it'],
  ['quay.io', 'quay.io/team', 'of a namespace of it, as podman writes it'],
  ['quay.io', 'quay.io/team/shop', 'of the repository, as podman writes it'],
])('the login to %s is found under %s, %s', async (registry, key) => {
  const path = join(mkdtempSync(join(tmpdir(), 'seaworthy-auth-')), 'auth.json');
  writeFileSync(path, JSON.stringify({ auths: { [key]: entry } }));
  vi.stubEnv('REGISTRY_AUTH_FILE', path);
  expect(await credentialsFor(registry, 'team/shop')).toEqual({ username: 'docker', password: 'harbour' });
});

test.each([
  ['XDG_RUNTIME_DIR', 'containers/auth.json'],
  ['XDG_CONFIG_HOME', 'containers/auth.json'],
  ['DOCKER_CONFIG', 'config.json'],
])('the login that is kept below %s is found, and of several the nearest one', async (variable, file) => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-auth-'));
  mkdirSync(join(folder, 'containers'));
  const other = { auth: btoa('somebody:else') };
  writeFileSync(join(folder, file), JSON.stringify({ auths: { 'a.test': other, 'a.test/team': entry } }));
  vi.stubEnv(variable, folder);
  const own = { username: 'docker', password: 'harbour' };
  expect(await credentialsFor('a.test', 'team/shop')).toEqual(own);
  expect(await credentialsFor('a.test', 'teams/shop')).toEqual({ username: 'somebody', password: 'else' });
});

test('what a helper answers that is not JSON is shown to nobody', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-auth-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ credsStore: 'plain' }));
  writeFileSync(join(folder, 'docker-credential-plain'), '#!/bin/sh\necho harbour', { mode: 0o755 });
  vi.stubEnv('DOCKER_CONFIG', folder);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  const error = await credentialsFor('a.test', 'shop').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'SW_CREDENTIAL_HELPER', what: 'What it answered is not JSON' });
  expect(inspect(error)).not.toContain('harbour');
});
