import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { join } from 'node:path';
import { buildGo } from '../../src/go/build.ts';
import { cgoWarnings } from '../../src/image/program/index.ts';
import { ownProgram } from '../../src/rehearse/workload/completion/own-program.ts';
import { readProject } from '../../src/project/index.ts';
import { has } from './docker-registry.ts';
import { projectFolder } from './service-project.ts';

test('a package that is built without its parts in C is told, on every architecture', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const root = projectFolder({
    'go.mod': 'module example.test/shop\n\ngo 1.22\n',
    'main.go': 'package main\n\nimport ("example.test/shop/db"; _ "net")\n\nfunc main() { db.Open() }\n',
    'db/cgo.go':
      'package db\n\n// int one() { return 1; }\nimport "C"\n\nfunc Open() int { return int(C.one()) }\n',
    'db/stub.go': '//go:build !cgo\n\npackage db\n\nfunc Open() int { panic("this is a stub") }\n',
  });
  const project = await readProject(root);
  const told = [
    'example.test/shop/db has parts in C, which are not in the image: see whether it works without them',
  ];
  expect(await cgoWarnings(project, 'amd64')).toEqual(told);
  expect(await cgoWarnings(project, 'arm64')).toEqual(told);
});

test('what is rehearsed has no parts in C either', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const root = projectFolder({
    'go.mod': 'module example.test/shop\n\ngo 1.22\n',
    'main.go': 'package main\n\nfunc main() { println(kind()) }\n',
    'c.go':
      'package main\n\n// int one() { return 1; }\nimport "C"\n\nfunc kind() string { C.one(); return "C" }\n',
    'go.go': '//go:build !cgo\n\npackage main\n\nfunc kind() string { return "Go" }\n',
  });
  const project = await readProject(root);
  await using made = new AsyncDisposableStack();
  const {
    entrypoint: [program = ''],
  } = await ownProgram(project, made);
  expect(spawnSync(program, { encoding: 'utf8' }).stderr).toBe('Go\n');
});

test('a program that needs its parts in C is refused with the package that has them', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const root = projectFolder({
    'go.mod': 'module example.test/shop\n\ngo 1.22\n',
    'main.go': 'package main\n\nimport "example.test/shop/db"\n\nfunc main() { db.Open() }\n',
    'db/cgo.go': 'package db\n\n// int one() { return 1; }\nimport "C"\n\nfunc Open() { C.one() }\n',
  });
  await expect(buildGo(root, join(root, 'program'))).rejects.toThrow(
    /imports example\.test\/shop\/db: build constraints exclude all Go files.*CGO_ENABLED=0.*example\.test\/shop\/db has parts in C.*SW_GO_BUILD_FAILED/,
  );
});
