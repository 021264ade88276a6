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

test('tar itself lists the same names, long ones too, in the order of code units', () => {
  const long = `node_modules/${'deep/'.repeat(40)}index.js`;
  const paths = ['b', 'a/z', 'a-b', 'B', 'é', long];
  const archive = tarArchive(
    paths.map((it): TarEntry => ({ type: 'file', path: it, content: Buffer.from(it) })),
    1_700_000_000,
  );
  const file = join(mkdtempSync(join(tmpdir(), 'seaworthy-tar-')), 'x.tar');
  writeFileSync(file, archive);
  const listed = execFileSync('tar', ['-tf', file, '--quoting-style=literal'], {
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(listed.toString().trim().split('\n')).toEqual(['B', 'a-b', 'a/z', 'b', long, 'é']);
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
