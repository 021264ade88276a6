import { BLOCK_BYTES } from './tar-header.ts';

/** A file or link of an archive that was read. */
export type TarFile =
  | { readonly type: 'file'; readonly content: Buffer; readonly mode: number }
  | { readonly type: 'symlink' | 'link'; readonly target: string; readonly mode: number }
  | { readonly type: 'directory'; readonly mode: number };

const types: Record<string, TarFile['type']> = {
  '': 'file',
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
};

/** Reads a tar archive with its pax and GNU long names into memory, by path without `./` or a trailing slash. */
export function readTar(bytes: Buffer): Map<string, TarFile> {
  const files = new Map<string, TarFile>();
  let long: { path?: string | undefined; linkpath?: string | undefined } = {};
  for (let at = 0; at + BLOCK_BYTES <= bytes.length && bytes[at] !== 0;) {
    const text = (start: number, length: number) =>
      bytes.toString('utf8', at + start, at + start + length).replace(/\0.*$/s, '');
    const octal = (start: number, length: number) => Number.parseInt(text(start, length).trim() || '0', 8);
    const size = octal(124, 12);
    const flag = text(156, 1);
    const content = bytes.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + size);
    const prefix = text(257, 6) === 'ustar' ? text(345, 155) : '';
    const name = long.path ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const target = long.linkpath ?? text(157, 100);
    const mode = octal(100, 8);
    at += BLOCK_BYTES * (1 + Math.ceil(size / BLOCK_BYTES));
    if (flag === 'x') long = paxRecords(content);
    else if (flag === 'L') long = { ...long, path: content.toString().replace(/\0.*$/s, '') };
    else if (flag === 'K') long = { ...long, linkpath: content.toString().replace(/\0.*$/s, '') };
    else {
      const path = name.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
      const type = types[flag];
      if (type === 'file') files.set(path, { type, content, mode });
      else if (type === 'directory') files.set(path, { type, mode });
      else if (type !== undefined) files.set(path, { type, target, mode });
      long = {};
    }
  }
  return files;
}

function paxRecords(content: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < content.length;) {
    const length = Number.parseInt(content.toString('latin1', at, content.indexOf(' ', at)), 10);
    if (!(length > 0)) break;
    const [, key = '', value = ''] =
      /^\d+ ([^=]*)=(.*)\n$/s.exec(content.toString('utf8', at, at + length)) ?? [];
    records[key] = value;
    at += length;
  }
  return records;
}
