import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { writeAtomically } from './atomic-writer.ts';
import type { VolumeFiles } from './files.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'seaworthy-writer-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const files = (contents: Readonly<Record<string, string>>, mode = 0o644): VolumeFiles =>
  new Map(Object.entries(contents).map(([path, text]) => [path, { content: Buffer.from(text), mode }]));

/** What can be seen, by path. */
function seen(path: string, below = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(path, below))
      .filter((name) => !name.startsWith('..'))
      .flatMap((name) => {
        const at = below === '' ? name : `${below}/${name}`;
        if (statSync(join(path, at)).isDirectory()) return Object.entries(seen(path, at));
        return [[at, readFileSync(join(path, at), 'utf8')] as const];
      }),
  );
}

test('§1 files are links to ..data/NAME, and ..data to a folder with the time in its name', () => {
  const path = folder();
  expect(writeAtomically(path, files({ a: '1', 'sub/b': '2' }))).toBe(true);
  expect(seen(path)).toEqual({ a: '1', 'sub/b': '2' });
  expect(readlinkSync(join(path, 'a'))).toBe('..data/a');
  expect(readlinkSync(join(path, 'sub'))).toBe('..data/sub');
  expect(readlinkSync(join(path, '..data'))).toMatch(/^\.\.\d{4}(_\d\d){5}\.\w+$/);
  expect(statSync(join(path, '..data')).mode & 0o777).toBe(0o755);
});

test('§1 an update writes a new folder, renames the link over ..data, and removes the old folder', () => {
  const path = folder();
  writeAtomically(path, files({ a: '1', gone: 'x', 'sub/b': '2' }));
  const before = realpathSync(join(path, '..data'));
  const link = lstatSync(join(path, 'a')).ino;
  expect(writeAtomically(path, files({ a: '2', fresh: 'y' }))).toBe(true);
  expect(seen(path)).toEqual({ a: '2', fresh: 'y' });
  expect(realpathSync(join(path, '..data'))).not.toBe(before);
  expect(existsSync(before)).toBe(false);
  // The links that people see are left alone.
  expect(lstatSync(join(path, 'a')).ino).toBe(link);
  expect(readdirSync(path).toSorted()).toEqual(
    [readlinkSync(join(path, '..data')), '..data', 'a', 'fresh'].toSorted(),
  );
});

test('§1 an update takes away only what it wrote itself: another volume may be mounted within', () => {
  const path = folder();
  writeAtomically(path, files({ a: '1' }));
  mkdirSync(join(path, 'mounted'));
  writeFileSync(join(path, 'mounted', 'file'), 'x');
  writeFileSync(join(path, 'single'), 'x');
  writeAtomically(path, files({ b: '2' }));
  expect(seen(path)).toEqual({ b: '2', 'mounted/file': 'x', single: 'x' });
});

test('§1 nothing is touched when nothing has changed', () => {
  const path = folder();
  writeAtomically(path, files({ a: '1' }));
  const before = readlinkSync(join(path, '..data'));
  expect(writeAtomically(path, files({ a: '1' }))).toBe(false);
  expect(readlinkSync(join(path, '..data'))).toBe(before);
});

test.each([0o644, 0o400, 0o777])('§1 a mode of %o holds whatever the umask', (mode) => {
  const path = folder();
  writeAtomically(path, files({ 'sub/a': '1' }, mode));
  expect(statSync(join(path, 'sub/a')).mode & 0o777).toBe(mode);
});

test.each(['../a', '/a', 'a/../../b', '..data', ''])('a path out of the volume is refused: %j', (name) => {
  const path = folder();
  expect(() => writeAtomically(path, files({ [name]: 'x' }))).toThrow('no path in a volume');
  expect(readdirSync(path)).toEqual([]);
});

test('§1 a path is cleaned: ./a and dir/ are where they are looked for', () => {
  const path = folder();
  const written = files({ './a': '1', 'dir//b': '2', 'c/': '3' });
  writeAtomically(path, written);
  expect(seen(path)).toEqual({ a: '1', 'dir/b': '2', c: '3' });
  expect(writeAtomically(path, written)).toBe(false);
});

test('property: whatever was there before, the folder holds just what was written last', () => {
  const name = fc.constantFrom('a', 'b', 'dir/a', 'dir/b', 'dir/deep/c');
  const contents = fc.dictionary(name, fc.constantFrom('', '1', '2'));
  fc.assert(
    fc.property(fc.array(contents, { minLength: 1, maxLength: 5 }), (steps) => {
      const path = mkdtempSync(join(tmpdir(), 'seaworthy-writer-'));
      try {
        for (const step of steps) {
          const before = seen(path);
          const isFirst = !existsSync(join(path, '..data'));
          const isSame = isDeepStrictEqual(before, { ...step });
          expect(writeAtomically(path, files(step))).toBe(isFirst || !isSame);
          expect(seen(path)).toEqual(step);
          expect(readdirSync(path).filter((each) => each.startsWith('..'))).toHaveLength(2);
        }
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    }),
    { numRuns: 50 },
  );
});
