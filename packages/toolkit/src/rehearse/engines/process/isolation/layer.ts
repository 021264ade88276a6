import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readlinkSync,
  statSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A folder that an overlay lays over a part of this machine's files. */
export class Layer {
  readonly #folder: string;
  readonly #under: string;

  /**
   * @param folder the layer's own
   * @param under what it is laid over
   */
  constructor(folder: string, under: string) {
    this.#folder = folder;
    this.#under = under;
    mkdirSync(folder, { recursive: true });
    likeOriginal(folder, under);
  }

  /** Makes sure that there is something to mount on, or to work in. */
  ensure(path: string, kind: 'file' | 'directory'): void {
    if (isKind(path, kind)) return;
    const place = this.#place(path);
    if (kind === 'directory') this.#directory(path);
    else if (!existsSync(place)) this.write(path, '');
  }

  /** Puts a file in the place of the machine's. */
  write(path: string, text: string): void {
    this.#directory(dirname(path));
    writeFileSync(this.#place(path), text, { mode: 0o644 });
  }

  #directory(path: string): void {
    const place = this.#place(path);
    if (existsSync(place) || path === this.#under) return;
    this.#directory(dirname(path));
    mkdirSync(place);
    chmodSync(place, 0o755);
    if (isKind(path, 'directory')) likeOriginal(place, path);
  }

  #place(path: string): string {
    return join(this.#folder, relative(this.#under, path));
  }
}

/** A folder of the layer hides owner and mode of the one below it. */
function likeOriginal(folder: string, original: string): void {
  const { mode, uid, gid } = statSync(original);
  chmodSync(folder, mode);
  chownSync(folder, uid, gid);
}

/** The path without symbolic links, as far as it exists on this machine. */
export function realPath(path: string, depth = 0): string {
  const parts = path.split('/').filter(Boolean);
  let current = '/';
  for (const [index, part] of parts.entries()) {
    const next = join(current, part);
    const target = linkTarget(next);
    if (target !== undefined && depth < 40)
      return realPath(join(resolve(current, target), ...parts.slice(index + 1)), depth + 1);
    current = next;
  }
  return current;
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? readlinkSync(path)
    : undefined;
}

function isKind(path: string, kind: 'file' | 'directory'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() === (kind === 'directory');
}
