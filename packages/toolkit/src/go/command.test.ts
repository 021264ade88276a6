import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { go } from './command.ts';

/** What is told of a toolchain that fails and writes these lines. */
async function toldOf(...lines: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-go-stand-in-'));
  const program = join(folder, 'go');
  await writeFile(program, `#!/bin/sh\ncat >&2 <<'END'\n${lines.join('\n')}\nEND\nexit 1\n`);
  await chmod(program, 0o755);
  const error: unknown = await go(['build'], folder, { PATH: `${folder}:${process.env['PATH']}` }).catch(
    (cause: unknown) => cause,
  );
  const { what, where } = error as { what: string; where: string };
  return `${what} (${where.replace(folder, '.')})`;
}

const downloads = ['go: downloading go1.26.0 (linux/amd64)', 'go: downloading github.com/google/uuid v1.6.0'];

test('the error of the compiler is told, and not what was done before', async () => {
  expect(await toldOf(...downloads, '# example.com/shop', './main.go:7:2: declared and not used: x')).toBe(
    'declared and not used: x (./main.go:7)',
  );
  expect(await toldOf('go: errors parsing go.mod:', 'go.mod:3: unknown directive: requires')).toBe(
    'unknown directive: requires (go.mod:3)',
  );
});

test('what has no place in a file is told by its first line', async () => {
  const message = 'go: module example.com/gone: reading https://proxy.invalid: 404 Not Found';
  expect(await toldOf(...downloads, message)).toBe(`${message} (.)`);
});

test('further errors are counted', async () => {
  const errors = [
    './main.go:7:2: undefined: a',
    './main.go:8:2: undefined: b',
    './shop.go:1:1: undefined: c',
  ];
  expect(await toldOf('# example.com/shop', ...errors)).toBe('undefined: a, and 2 more (./main.go:7)');
});

test('an error goes on in lines that are indented: what it is about, and what to run', async () => {
  expect(
    await toldOf(
      'main.go:3:8: no required module provides package a.test/b; to add it:',
      '\tgo get a.test/b',
    ),
  ).toBe('no required module provides package a.test/b; to add it: go get a.test/b (main.go:3)');
  const constraints = 'build constraints exclude all Go files in /src/db';
  expect(await toldOf('package a.test/shop', `\timports a.test/shop/db: ${constraints}`)).toBe(
    `package a.test/shop imports a.test/shop/db: ${constraints} (.)`,
  );
  const vendoring = [
    'go: inconsistent vendoring in /src:',
    '\ta.test/b@v1.6.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt',
    '',
    '\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.',
    '\tTo sync the vendor directory, run:',
    '\t\tgo mod vendor',
  ];
  expect(await toldOf(...vendoring)).toBe(
    'go: inconsistent vendoring in /src: a.test/b@v1.6.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt … go mod vendor (.)',
  );
});
