import { expect, test } from 'vitest';
import { cgoWarnings } from '../../src/image/program/index.ts';
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
