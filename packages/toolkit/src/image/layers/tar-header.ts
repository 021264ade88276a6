/** Everything in a tar archive comes in blocks of this size. */
export const BLOCK_BYTES = 512;

/** Where fields stand in a header block, and how long they are (POSIX.1-1988, ustar). */
const field = {
  name: [0, 100],
  mode: [100, 8],
  owner: [108, 8],
  group: [116, 8],
  size: [124, 12],
  time: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
} as const;

const typeFlag = { file: '0', symlink: '2', directory: '5', pax: 'x' } as const;

/** What a header tells of an entry. */
export type TarHead = {
  /** Relative to the root, without a leading slash. */
  readonly path: string;
  /** Permission bits. Default 0644 for files, 0755 for directories. */
  readonly mode?: number;
  /** Numeric owner and group. Default 0. */
  readonly owner?: number;
} & (
  | { readonly type: 'file'; readonly size: number }
  | { readonly type: 'directory' }
  | { readonly type: 'symlink'; readonly target: string }
);

/** The header of an entry: one block, preceded by pax records where a name is too long or not ASCII. */
export function tarHeader(entry: TarHead, time: number): Buffer[] {
  const path = entry.type === 'directory' ? `${entry.path}/` : entry.path;
  const link = entry.type === 'symlink' ? entry.target : '';
  const records = [
    ...(fits(path, field.name) ? [] : [paxRecord('path', path)]),
    ...(fits(link, field.link) ? [] : [paxRecord('linkpath', link)]),
  ];
  const { type, mode = type === 'file' ? 0o644 : 0o755, owner = 0 } = entry;
  const size = type === 'file' ? entry.size : 0;
  const main = block({ path, link, mode: type === 'symlink' ? 0o777 : mode, owner, size, time, type });
  if (records.length === 0) return [main];
  const content = Buffer.from(records.join(''));
  const head = block({
    path: 'pax',
    link: '',
    mode: 0o644,
    owner: 0,
    size: content.length,
    time,
    type: 'pax',
  });
  const filled = Buffer.alloc(Math.ceil(content.length / BLOCK_BYTES) * BLOCK_BYTES);
  content.copy(filled);
  return [head, filled, main];
}

interface Header {
  readonly path: string;
  readonly link: string;
  readonly mode: number;
  readonly owner: number;
  readonly size: number;
  readonly time: number;
  readonly type: keyof typeof typeFlag;
}

function block({ path, link, mode, owner, size, time, type }: Header): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const write = ([at, length]: readonly [number, number], text: string) =>
    bytes.write(ascii(text).slice(0, length), at, 'latin1');
  const octal = (value: number, [, length]: readonly [number, number]) =>
    `${value.toString(8).padStart(length - 1, '0')}\0`;
  write(field.name, path);
  write(field.mode, octal(mode, field.mode));
  write(field.owner, octal(owner, field.owner));
  write(field.group, octal(owner, field.group));
  write(field.size, octal(size, field.size));
  write(field.time, octal(time, field.time));
  write(field.checksum, ' '.repeat(8));
  write(field.type, typeFlag[type]);
  write(field.link, link);
  write(field.magic, 'ustar\u000000');
  let sum = 0;
  for (const byte of bytes) sum += byte;
  write(field.checksum, `${sum.toString(8).padStart(6, '0')}\0 `);
  return bytes;
}

function fits(text: string, [, length]: readonly [number, number]): boolean {
  return ascii(text) === text && text.length <= length;
}

/** Readers that know pax take the name from its record; the others get a name that is at least legal. */
function ascii(text: string): string {
  return text.replaceAll(/[^\0-\u007f]/gu, '_');
}

/** `length key=value\n`, where the length counts itself (POSIX.1-2001, pax extended header). */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length += 1;
  return `${length}${rest}`;
}
