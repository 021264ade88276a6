import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compress, decompress } from './compression.ts';
import { readTar } from './read-tar.ts';
import { tarArchive, type TarEntry } from './tar.ts';

const segment = fc.stringMatching(/^[a-zA-Z0-9ä€_-]{1,60}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const entries = fc.uniqueArray(
  fc.record({ path, content: fc.uint8Array({ maxLength: 1500 }), mode: fc.constantFrom(0o644, 0o755) }),
  { selector: (it) => it.path, minLength: 1, maxLength: 12 },
);

test('what is archived is read back, whatever the names and the order', () => {
  fc.assert(
    fc.property(entries, (files) => {
      const all = files.map((it): TarEntry => ({ type: 'file', ...it }));
      const archive = tarArchive(all, 0);
      expect(tarArchive(all.toReversed(), 0).equals(archive)).toBe(true);
      const found = readTar(archive);
      expect(found.size).toBe(files.length);
      for (const { path, content, mode } of files)
        expect(found.get(path)).toEqual({ type: 'file', content: Buffer.from(content), mode });
    }),
    { numRuns: 60 },
  );
});

test('tar itself lists the same entries, long names too, in the order of code units', () => {
  const long = `node_modules/${'deep/'.repeat(40)}index.js`;
  const files = ['b', 'a/z', 'a-b', 'B', 'é'].map((path): TarEntry => {
    return { type: 'file', path, content: Buffer.from(path) };
  });
  const archive = tarArchive(
    [
      ...files,
      { type: 'file', path: long, content: Buffer.alloc(1000), mode: 0o755, owner: 65_532 },
      { type: 'directory', path: 'c', owner: 1 },
      { type: 'symlink', path: 'd', target: 'a/z' },
      { type: 'symlink', path: 'e', target: long },
    ],
    1_700_000_000,
  );
  const file = join(mkdtempSync(join(tmpdir(), 'seaworthy-tar-')), 'x.tar');
  writeFileSync(file, archive);
  const options = ['-tvf', file, '--quoting-style=literal', '--numeric-owner', '--full-time'];
  const listed = execFileSync('tar', options, { env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' } });
  const at = '2023-11-14 22:13:20';
  expect(listed.toString().trim().replaceAll(/ +/g, ' ').split('\n')).toEqual([
    `-rw-r--r-- 0/0 1 ${at} B`,
    `-rw-r--r-- 0/0 3 ${at} a-b`,
    `-rw-r--r-- 0/0 3 ${at} a/z`,
    `-rw-r--r-- 0/0 1 ${at} b`,
    `drwxr-xr-x 1/1 0 ${at} c/`,
    `lrwxrwxrwx 0/0 0 ${at} d -> a/z`,
    `lrwxrwxrwx 0/0 0 ${at} e -> ${long}`,
    `-rwxr-xr-x 65532/65532 1000 ${at} ${long}`,
    `-rw-r--r-- 0/0 2 ${at} é`,
  ]);
});

test.each([
  ['app/.wh.secret', 'deletes a file'],
  ['.wh.secret', 'deletes a file'],
  ['app/.wh..wh..opq', 'deletes a file'],
  ['app/.wh.folder/file', 'deletes a file'],
  ['/etc/passwd', 'relative'],
  ['app/../etc', 'relative'],
  ['..', 'relative'],
  ['app/.', 'relative'],
])('%s is no path of a layer: %s', (path, reason) => {
  expect(() => tarArchive([{ type: 'directory', path }], 0)).toThrow(reason);
});

test.each(['app/x.wh.y', 'app/.whale', '..data', 'app/...'])('%s is a path of a layer', (path) => {
  expect(readTar(tarArchive([{ type: 'directory', path }], 0)).has(path)).toBe(true);
});

test('one path can’t be two files', () => {
  const entry: TarEntry = { type: 'file', path: 'a', content: Buffer.from('1') };
  expect(() => tarArchive([entry, entry], 0)).toThrow(expect.objectContaining({ code: 'SW_LAYER_PATH' }));
});

test.each(['gzip', 'zstd'] as const)(
  '%s tells nothing of the machine, and is undone',
  async (compression) => {
    const bytes = Buffer.from('ahoy '.repeat(1000));
    const packed = await compress(bytes, compression);
    if (compression === 'gzip') expect(packed.subarray(0, 10).toString('hex')).toBe('1f8b08000000000002ff');
    expect(await decompress(packed)).toEqual(bytes);
  },
);
