import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { join } from 'node:path';
import { buildGo } from '../../src/go/build.ts';
import { goWarnings } from '../../src/image/program/index.ts';
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
  expect(await goWarnings(project, 'amd64', true)).toEqual(told);
  expect(await goWarnings(project, 'arm64', true)).toEqual(told);
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

/** What is told of a program that does not compile, beside a package with parts in C whose `stub` is what is left without them. */
async function refusal(main: string, stub: string): Promise<unknown> {
  const root = projectFolder({
    'go.mod': 'module example.test/shop\n\ngo 1.22\n',
    'main.go': `package main\n\nimport "example.test/shop/db"\n\nfunc main() { ${main} }\n`,
    'db/cgo.go': 'package db\n\n// int one() { return 1; }\nimport "C"\n\nfunc Open() { C.one() }\n',
    ...(stub !== '' && { 'db/db.go': `package db\n\n${stub}\n` }),
  });
  return buildGo(root, join(root, 'program')).catch((error: unknown) => error);
}

test.for<[string, string, string, string]>([
  [
    'nothing is left of',
    'db.Open()',
    '',
    'imports example.test/shop/db: build constraints exclude all Go files',
  ],
  ['another uses what is gone of', 'db.Open()', 'func Close() {}', 'undefined: db.Open (./main.go:5)'],
  ['itself lacks what is gone of', 'db.Close()', 'func Close() { Open() }', 'undefined: Open (db/db.go:3)'],
])(
  'a program is refused with the package with parts in C where %s it',
  async ([, main, stub, what], context) => {
    if (!has('go')) return context.skip('Go is not installed');
    const message = String(await refusal(main, stub));
    expect(message).toContain(what);
    expect(message).toContain('CGO_ENABLED=0), and example.test/shop/db has parts in C');
  },
);

test.for<[string, string, string, string]>([
  ['elsewhere', 'db.Close(); undefinedHere()', 'func Close() {}', 'undefined: undefinedHere (./main.go:5)'],
  ['in the package', 'db.Close()', 'func Close() { a := 1 }', 'declared and not used: a (db/db.go:3)'],
])('an error of the source %s is not laid to parts in C', async ([, main, stub, what], context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const message = String(await refusal(main, stub));
  expect(message).toContain(what);
  expect(message).not.toContain('CGO_ENABLED');
});
