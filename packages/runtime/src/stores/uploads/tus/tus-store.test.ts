import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import { expect, test } from 'vitest';
import { DraftGone, NoteConflict, type Draft, type ObjectStore } from '../store/index.ts';
import { TusStore } from './tus-store.ts';

const head = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
const first = Buffer.concat([head, Buffer.alloc(8_000)]);

/** A store in memory whose drafts can be told to fail. */
function memory() {
  const failing = { write: false };
  const notes = new Map<string, { text: string; version: string }>();
  const objects = new Map<string, number>();
  const draft = (size: number): Draft => ({
    async write(chunk) {
      if (failing.write) throw new Error('disk full');
      size += chunk.length;
    },
    publish: async () => void objects.set('id', size),
    suspend: async () => ({ size }),
    abort: async () => {},
    close: async () => {},
  });
  const store: ObjectStore = {
    title: 'Memory',
    open: async () => {},
    begin: async () => draft(0),
    async resume({ size }) {
      if (objects.has('id')) throw new DraftGone('published');
      return draft(Number(size));
    },
    async find(key) {
      const size = objects.get(key);
      if (size === undefined) return undefined;
      return { key, size, contentType: 'image/png', etag: '"x"', modified: new Date(0) };
    },
    read: async () => undefined,
    remove: async () => {},
    notes: {
      read: async (id) => notes.get(id),
      async write(id, text, before) {
        if (notes.get(id)?.version !== before) throw new NoteConflict(id);
        notes.set(id, { text, version: text });
        return text;
      },
      remove: async (id) => void notes.delete(id),
    },
    sweep: async () => 0,
  };
  return { store, failing, notes, objects };
}

async function begun(size = 20_000) {
  const at = memory();
  const told: string[] = [];
  const tus = new TusStore({
    store: at.store,
    rules: { types: ['image/*'], maxBytes: 1e6 },
    expireAfterMs: 1000,
    tally: { ended: () => {}, swept: () => {} },
    finished: async ({ key }) => void told.push(key),
  });
  await tus.create(new Upload({ id: 'id', size, offset: 0 }));
  return { ...at, tus, told };
}

test('where the store fails, nothing of that piece counts', async () => {
  const { tus, failing } = await begun();
  expect(await tus.write(Readable.from([first]), 'id', 0)).toBe(first.length);
  failing.write = true;
  const more = Readable.from([Buffer.alloc(100), Buffer.alloc(100)]);
  await expect(tus.write(more, 'id', first.length)).rejects.toThrow('disk full');
  expect((await tus.getUpload('id')).offset).toBe(first.length);
});

test('where the client is cut off, what it had sent counts', async () => {
  const { tus } = await begun();
  async function* body() {
    yield first;
    yield Buffer.alloc(500);
    throw new Error('reset');
  }
  await expect(tus.write(Readable.from(body()), 'id', 0)).rejects.toThrow('reset');
  expect((await tus.getUpload('id')).offset).toBe(first.length + 500);
});

test('what was published by a process that could not write that down is told to the service', async () => {
  const { tus, told, objects } = await begun();
  await tus.write(Readable.from([first]), 'id', 0);
  objects.set('id', 20_000);
  expect(await tus.write(Readable.from([Buffer.alloc(10)]), 'id', first.length)).toBe(20_000);
  expect(told).toEqual(['id']);
  expect((await tus.getUpload('id')).offset).toBe(20_000);
});

test('an empty upload is nothing that is accepted', async () => {
  await expect(begun(0)).rejects.toMatchObject({ code: 'SW_UPLOAD_TYPE', status: 415 });
});
