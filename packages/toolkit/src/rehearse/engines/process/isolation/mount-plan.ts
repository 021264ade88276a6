import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Layer } from './layer.ts';
import { ensureIn, mountable, type Kind } from './mountable.ts';
import { isWithin } from '../../../../file-system/is-within.ts';

/** What is mounted in a root. Whatever is mounted within it needs a place there. */
interface Ground {
  readonly path: string;
  /** Makes sure of such a place; it is told by its path in the container. */
  ensure(path: string, kind: Kind): void;
}

/** The mounts of a container's root, in their order, as lines of fstab(5). */
export class MountPlan {
  readonly #lines: string[] = [];
  readonly #grounds: Ground[] = [];
  readonly #layers: Layer[] = [];
  readonly #root: string;
  readonly #folder: string;
  readonly #isReadOnly: boolean;

  /**
   * @param root where the container's root is to be mounted
   * @param folder for layers
   * @param isReadOnly whether layers take what is written
   */
  constructor(root: string, folder: string, isReadOnly: boolean) {
    this.#root = root;
    this.#folder = folder;
    this.#isReadOnly = isReadOnly;
  }

  get fstab(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  /** Lays a layer of the container's own over a folder of this machine. A device file that is made in it opens nothing. */
  overlay(path: string): Layer {
    const index = this.#layers.length;
    const upper = join(this.#folder, `layer-${index}`);
    const work = join(this.#folder, `work-${index}`);
    const layer = new Layer(upper, path);
    mkdirSync(work);
    const options = this.#isReadOnly
      ? `nodev,lowerdir=${upper}:${path}`
      : `nodev,lowerdir=${path},upperdir=${upper},workdir=${work}`;
    this.#layers.push(layer);
    this.#add('overlay', path, 'overlay', options, 'directory', (place, kind) => layer.ensure(place, kind));
    return layer;
  }

  /** Lets a folder or file of this machine be seen in the container. */
  bind(source: string, path: string, ...options: readonly string[]): void {
    const all = ['bind', ...options].join(',');
    this.#add(source, path, 'none', all, mountable(source), (place, kind) =>
      ensureIn(source, path, place, kind),
    );
  }

  /** A file system that the kernel fills. */
  fill(type: string, path: string, options: string): void {
    this.#add(type, path, type, options, 'directory', () => {});
  }

  /** Makes sure that there is a folder. */
  ensureFolder(path: string): void {
    this.#groundOf(path)?.ensure(path, 'directory');
  }

  #add(
    source: string,
    path: string,
    type: string,
    options: string,
    kind: Kind,
    ensure: Ground['ensure'],
  ): void {
    this.#groundOf(path)?.ensure(path, kind);
    this.#lines.push(entry(source, join(this.#root, path), type, options));
    this.#grounds.push({ path, ensure });
  }

  /** What was mounted last hides what was there before. */
  #groundOf(path: string): Ground | undefined {
    return this.#grounds.findLast((ground) => isWithin(ground.path, path));
  }
}

/** A line of fstab(5). */
export function entry(source: string, target: string, type: string, options: string): string {
  const escape = (text: string) =>
    text.replaceAll(/[ \t\n\\]/g, (each) => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `${escape(source)} ${escape(target)} ${type} ${escape(options)} 0 0`;
}
