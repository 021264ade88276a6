import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  DraftGone,
  NoteConflict,
  type Draft,
  type ObjectStore,
} from '../../../src/stores/uploads/store/index.ts';

const MIB = 2 ** 20;

/** One suite for every store of uploads. `make` gives an empty, open one; `others` the same store as other processes see it. */
export function storeBehaviour(make: () => Promise<{ store: ObjectStore; other: ObjectStore }>): void {
  const begin = (store: ObjectStore, key = 'a.png') =>
    store.begin({ key, contentType: 'image/png', maxBytes: 100 * MIB });

  const contentOf = async (store: ObjectStore, key = 'a.png', range?: { start: number; end: number }) => {
    const object = await store.find(key);
    const body = object && (await store.read(object, range));
    return body && (await buffer(body));
  };

  test.each([
    ['nothing', 0],
    ['a few bytes', 3],
    ['exactly one part', 5 * MIB],
    ['a part and a byte', 5 * MIB + 1],
    ['several parts', 13 * MIB],
  ])('an object of %s is seen when it is published, and not before', async (_, size) => {
    const { store, other } = await make();
    const draft = await begin(store);
    await write(draft, 0, size);
    expect(await other.find('a.png')).toBeUndefined();
    await draft.publish();
    expect(await other.find('a.png')).toEqual({
      key: 'a.png',
      size,
      contentType: 'image/png',
      etag: expect.stringMatching(/^"[^"]+"$/),
      modified: expect.any(Date),
    });
    expect((await contentOf(other))?.equals(pattern(0, size))).toBe(true);
  });

  test('a chunk may be used again once it is taken', async () => {
    const { store } = await make();
    const draft = await begin(store);
    const chunk = Buffer.alloc(MIB);
    for (let i = 0; i < 7; i++) await draft.write(chunk.fill(i));
    await draft.publish();
    const content = await contentOf(store);
    expect([0, 1, 2, 3, 4, 5, 6].map((i) => content?.[i * MIB])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test.each([[0], [3 * MIB], [12 * MIB]])(
    'of a draft of %d bytes that is aborted nothing is left',
    async (size) => {
      const { store, other } = await make();
      const draft = await begin(store);
      await write(draft, 0, size);
      await draft.suspend();
      await draft.abort();
      expect(await other.find('a.png')).toBeUndefined();
      expect(await other.sweep(Infinity)).toBe(0);
    },
  );

  test('what replaces an object has another tag, and who reads the old one is told', async () => {
    const { store, other } = await make();
    await publish(store, 'old');
    const old = await other.find('a.png');
    const draft = await begin(store);
    await draft.write(Buffer.from('newer'));
    expect(String(await contentOf(other))).toBe('old');
    await draft.publish();
    expect(String(await contentOf(other))).toBe('newer');
    expect((await other.find('a.png'))?.etag).not.toBe(old?.etag);
    expect(old && (await other.read(old))).toBeUndefined();
  });

  test('a range is read without the rest', async () => {
    const { store } = await make();
    await publish(store, '0123456789');
    expect(String(await contentOf(store, 'a.png', { start: 2, end: 4 }))).toBe('234');
    expect(String(await contentOf(store, 'a.png', { start: 9, end: 9 }))).toBe('9');
  });

  test('an object that is removed is gone; one that is not there can be removed', async () => {
    const { store } = await make();
    await publish(store, 'x');
    const object = await store.find('a.png');
    await store.remove('a.png');
    await store.remove('a.png');
    expect(await store.find('a.png')).toBeUndefined();
    expect(object && (await store.read(object))).toBeUndefined();
  });

  test('a key and the same with more behind a slash are two objects', async () => {
    const { store } = await make();
    await publish(store, 'flat', 'flat');
    await publish(store, 'deep', 'other/deep.png');
    expect([
      String(await contentOf(store, 'flat')),
      String(await contentOf(store, 'other/deep.png')),
    ]).toEqual(['flat', 'deep']);
  });

  test.each([
    ['before its first part is full', [MIB, MIB, MIB]],
    ['at the end of a part', [5 * MIB, 5 * MIB]],
    ['again and again', [3 * MIB, 3 * MIB, 3 * MIB, 3 * MIB, 3 * MIB]],
  ])('a draft is gone on with by another process: %s', async (_, pieces) => {
    const { store, other } = await make();
    let draft = await begin(store);
    let size = 0;
    for (const [index, piece] of pieces.entries()) {
      await write(draft, size, piece);
      size += piece;
      const position: unknown = JSON.parse(JSON.stringify(await draft.suspend()));
      await draft.close();
      draft = await (index % 2 === 0 ? other : store).resume(position as Record<string, unknown>);
    }
    await draft.publish();
    expect((await contentOf(store))?.equals(pattern(0, size))).toBe(true);
    expect(await store.sweep(Infinity)).toBe(0);
  });

  test('a draft goes on from where it was suspended, whatever was written after', async () => {
    const { store, other } = await make();
    const killed = await begin(store);
    await write(killed, 0, 7 * MIB);
    const position = await killed.suspend();
    await killed.write(Buffer.alloc(8 * MIB));
    await killed.close();
    const draft = await other.resume(position);
    await write(draft, 7 * MIB, MIB);
    await draft.publish();
    expect((await contentOf(store))?.equals(pattern(0, 8 * MIB))).toBe(true);
  });

  test.each([[MIB], [12 * MIB]])(
    'a draft of %d bytes that was aborted cannot be gone on with',
    async (size) => {
      const { store } = await make();
      const draft = await begin(store);
      await write(draft, 0, size);
      const position = await draft.suspend();
      await draft.abort();
      const goOn = async () => {
        const again = await store.resume(position);
        await write(again, size, 11 * MIB);
        await again.publish();
      };
      await expect(goOn()).rejects.toThrow(DraftGone);
      expect(await store.find('a.png')).toBeUndefined();
    },
  );

  test('notes are written by one of those who have read the same', async () => {
    const { store, other } = await make();
    expect(await store.notes.read('n')).toBeUndefined();
    const first = await store.notes.write('n', 'one', undefined);
    await expect(other.notes.write('n', 'too late', undefined)).rejects.toThrow(NoteConflict);
    expect(await other.notes.read('n')).toEqual({ text: 'one', version: first });
    await other.notes.write('n', 'two', first);
    await expect(store.notes.write('n', 'too late', first)).rejects.toThrow(NoteConflict);
    expect((await store.notes.read('n'))?.text).toBe('two');
    await store.notes.remove('n');
    await store.notes.remove('n');
    expect(await other.notes.read('n')).toBeUndefined();
  });

  test('what is left of killed processes is swept by its age, and what is published stays', async () => {
    const { store, other } = await make();
    await publish(store, 'whole', 'whole');
    for (const size of [MIB, 12 * MIB]) {
      const killed = await begin(store, `killed-${size}`);
      await write(killed, 0, size);
      await killed.suspend();
      await killed.close();
    }
    await store.notes.write('n', 'text', undefined);
    expect(await other.sweep(Date.now() - 60_000)).toBe(0);
    expect(await other.sweep(Infinity)).toBeGreaterThanOrEqual(3);
    expect(await other.sweep(Infinity)).toBe(0);
    expect(await store.notes.read('n')).toBeUndefined();
    expect(String(await contentOf(store, 'whole'))).toBe('whole');
  });

  async function publish(store: ObjectStore, text: string, key = 'a.png') {
    const draft = await begin(store, key);
    await draft.write(Buffer.from(text));
    await draft.publish();
  }
}

/** Writes `size` bytes of the pattern from `start` on, in chunks as a socket gives them. */
async function write(draft: Draft, start: number, size: number): Promise<void> {
  const bytes = pattern(start, size);
  for (let at = 0; at < size; at += 65_536) await draft.write(bytes.subarray(at, at + 65_536));
}

/** Bytes that tell where they belong: of period 251, which no part or chunk is a multiple of. */
function pattern(start: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (start + at) % 251;
  return bytes;
}
