import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Kind } from './mountable.ts';

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

  /**
   * Makes sure that there is something to mount on, or to work in. What the machine has at this path may be of another file
   * system than the one below, such as all of /run: so it is made in any case, and a folder shows what is below it still.
   */
  ensure(path: string, kind: Kind): void {
    if (kind === 'directory') this.#directory(path);
    else if (!existsSync(this.#place(path))) this.write(path, '');
  }

  /** Puts a file in the place of the machine's. */
  write(path: string, text: string): void {
    this.#directory(dirname(path));
    const place = this.#place(path);
    writeFileSync(place, text);
    // Not by the umask.
    chmodSync(place, 0o644);
  }

  /** Puts a symbolic link in the place of the machine's file. */
  link(path: string, target: string): void {
    this.#directory(dirname(path));
    symlinkSync(target, this.#place(path));
  }

  #directory(path: string): void {
    const place = this.#place(path);
    if (existsSync(place) || path === this.#under) return;
    this.#directory(dirname(path));
    mkdirSync(place);
    chmodSync(place, 0o755);
    if (isDirectory(path)) likeOriginal(place, path);
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

/** False too for what nobody may look at, such as another user's FUSE mount. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
