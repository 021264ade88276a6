/** What init writes for Go services. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../model/folder.ts';
import { goService, initialized, seaworthy } from './init-command.ts';

test('a Go service gets a Dockerfile of its Go version', async () => {
  const folder = await initialized(goService);
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain('ARG BUILD_IMAGE=docker.io/library/golang:1.24-bookworm');
  expect(dockerfile).toContain('COPY go.mod ./');
  expect(dockerfile).toContain('ENTRYPOINT ["/service"]');
});

test('a service of gRPC alone has its port, its probes and manifests that agree with them', async () => {
  const folder = await initialized({
    'go.mod': 'module example.com/greeter\n\ngo 1.26\n',
    'main.go':
      'package main\n\nfunc main() {\n\ts := grpc.NewServer()\n\thealthpb.RegisterHealthServer(s, h)\n\tnet.Listen("tcp", ":50051")\n}\n',
  });
  expect(parse(await readFile(join(folder, 'seaworthy.yaml'), 'utf8'))).toMatchObject({
    ports: [{ name: 'grpc', port: 50_051, protocol: 'grpc' }],
    probes: { liveness: { port: 'grpc' }, readiness: { port: 'grpc' } },
  });
  expect(await seaworthy(folder, 'manifests', '--check')).toMatchObject({ code: 0 });
});

test('of several Go programs the one that init was told is taken by what follows', async () => {
  const { 'main.go': main, ...others } = goService;
  const folder = await folderOf({ ...others, 'cmd/api/main.go': main, 'cmd/worker/main.go': main });
  await seaworthy(folder, 'init', '--entry', 'cmd/api');
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain('-o /api ./cmd/api');
  expect(dockerfile).toContain('ENTRYPOINT ["/api"]');
  expect(await seaworthy(folder, 'manifests', '--check')).toMatchObject({ code: 0, err: '' });
});

test.each([
  ['a replaced module of its own', { 'go.mod': 'replace example.com/lib => ./lib // ours\n' }],
  ['replaced modules of its own', { 'go.mod': 'replace (\n\texample.com/lib v1.0.0 => ./lib\n)\n' }],
  ['a workspace', { 'go.work': 'go 1.24\nuse ./lib\n' }],
  ['vendored modules', { 'vendor/modules.txt': '' }],
])('with %s the whole source of a Go service is there before modules are looked for', async (_, added) => {
  const files: Readonly<Record<string, string>> = added;
  const goMod = `${goService['go.mod']}\n${files['go.mod'] ?? ''}`;
  const folder = await initialized({ ...goService, ...files, 'go.mod': goMod });
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
  expect(dockerfile).not.toContain('go mod download');
  expect(dockerfile).toMatch(/WORKDIR \/src\nCOPY \. \.\nRUN .*target=\/go\/pkg\/mod/);
});

test('a module that is replaced by another one of a registry is downloaded as others are', async () => {
  const goMod = `${goService['go.mod']}\nreplace example.com/a => example.com/b v1.0.0\n`;
  const folder = await initialized({ ...goService, 'go.mod': goMod });
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain('go mod download');
});

test('a Dockerfile says which modules of a Go service are not in its context', async () => {
  const goMod = `${goService['go.mod']}\nreplace example.com/lib => ../lib\n`;
  const folder = await initialized({ ...goService, 'go.mod': goMod });
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain(
    '# Outside of this folder, so outside of the build: ../lib.',
  );
});

test('a Dockerfile says which modules of a workspace above a Go service are not in its context', async () => {
  const service = { ...goService, 'go.mod': `${goService['go.mod']}\nrequire acme.test/lib v0.0.0\n` };
  const root = await folderOf({
    'go.work': 'go 1.24\n\nuse (\n\t./libs/lib // ours\n\t./libs/other\n\t"./services/greeter"\n)\n',
    'libs/lib/go.mod': 'module acme.test/lib\n',
    'libs/other/go.mod': 'module acme.test/other\n',
    ...Object.fromEntries(Object.entries(service).map(([path, text]) => [`services/greeter/${path}`, text])),
  });
  await seaworthy(root, 'init', 'services/greeter');
  const dockerfile = await readFile(join(root, 'services/greeter/Dockerfile'), 'utf8');
  expect(dockerfile).toContain('# Outside of this folder, so outside of the build: ../../libs/lib.\n');
  expect(dockerfile).not.toContain('go mod download');
});
