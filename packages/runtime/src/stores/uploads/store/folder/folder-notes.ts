import { createHash } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from '../../../../random-hex.ts';
import { NoteConflict, type Note, type Notes } from '../object-store.ts';
import { ifPresent } from './if-present.ts';
import { renameDurably } from './rename-durably.ts';

/** Notes as files. One process uses the folder at a time, so that taking turns is enough. */
export function folderNotes(folder: string): Notes {
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const read = async (id: string): Promise<Note | undefined> => {
    const text = await ifPresent(readFile(pathOf(id), 'utf8'));
    return text === undefined ? undefined : { text, version: versionOf(text) };
  };
  const replace = async (id: string, text: string, before: string | undefined) => {
    if ((await read(id))?.version !== before) throw new NoteConflict(id);
    const fresh = `${pathOf(id)}.${randomHex(8)}`;
    await writeDurably(fresh, text);
    await renameDurably(fresh, pathOf(id));
    return versionOf(text);
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read,
    write(id, text, before) {
      const written = turn.then(() => replace(id, text, before));
      turn = written.catch(() => {});
      return written;
    },
    remove: (id) => rm(pathOf(id), { force: true }),
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(text);
  await file.sync();
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
