import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildGo } from '../../src/go/build.ts';
import { has } from './docker-registry.ts';
import { projectFolder } from './service-project.ts';

test('flags of the linker set a version, and the same ones give the same bytes in whatever folder', async (context) => {
  if (!has('go')) return context.skip('Go is not installed');
  const build = async (ldflags?: string) => {
    const root = projectFolder({
      'go.mod': 'module example.test/shop\n\ngo 1.22\n',
      'main.go': 'package main\n\nvar version = "dev"\n\nfunc main() { println(version) }\n',
    });
    const binary = join(root, 'program');
    await buildGo(root, binary, { ldflags });
    return { said: spawnSync(binary, { encoding: 'utf8' }).stderr, bytes: await readFile(binary) };
  };
  const flags = "-X main.version=1.2.3 -X 'main.other=a b'";
  const [plain, one, other] = [await build(), await build(flags), await build(flags)];
  expect(plain.said).toBe('dev\n');
  expect(one.said).toBe('1.2.3\n');
  expect(other.bytes.equals(one.bytes)).toBe(true);
});
