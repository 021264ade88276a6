import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elf } from '../../../../test/image/elf.ts';
import { neededLibraries } from './elf.ts';

test('the libraries that a program needs are those that the dynamic linker would look for', () => {
  const header = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const needed = neededLibraries(readFileSync(process.execPath));
  // Other builds than the official one may differ, and another C library has another name.
  if (header.header.glibcVersionRuntime !== undefined) expect(needed).toContain('libc.so.6');
  for (const name of needed) expect(name).toMatch(/^(lib|ld-)[\w+.-]+\.so[\d.]*$/);
});

test('an addon of an installed package is read likewise', () => {
  const { arch, platform } = process;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) return;
  const folder = createRequire(import.meta.url).resolve(`@napi-rs/nice-linux-${arch}-gnu/package.json`);
  const addon = readFileSync(join(folder, '..', `nice.linux-${arch}-gnu.node`));
  expect(neededLibraries(addon)).toContain('libc.so.6');
  // Cut off anywhere.
  for (const end of [0, 5, 63, 200, addon.length / 2])
    expect(neededLibraries(addon.subarray(0, end))).toBeInstanceOf(Array);
});

test('names are those of the list, by their addresses; a static program has none', () => {
  expect(neededLibraries(elf('arm64', ['libssl.so.3', 'libc.so.6']))).toEqual(['libssl.so.3', 'libc.so.6']);
  expect(neededLibraries(elf('amd64', []))).toEqual([]);
  expect(neededLibraries(Buffer.from('MZ'))).toEqual([]);
});
