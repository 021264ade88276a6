import { readFile } from 'node:fs/promises';

/** A file's text. It may be in UTF-16 with a byte order mark, as PowerShell writes it and kubectl reads it; else it is UTF-8. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
