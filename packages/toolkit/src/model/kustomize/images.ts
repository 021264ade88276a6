import { setPosition, getPosition } from '../position.ts';
import { isMap } from './item.ts';
import type { ImageEntry } from './kustomization.ts';

/** Sets the images of every container within a value, in place, as `images` of a kustomization says. */
export function setImages(value: unknown, images: readonly ImageEntry[]): void {
  if (Array.isArray(value)) for (const item of value) setImages(item, images);
  if (!isMap(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (/^(initContainers|containers)$/.test(key) && Array.isArray(item))
      for (const container of item) if (isMap(container)) setImage(container, images);
    setImages(item, images);
  }
}

function setImage(container: Record<string, unknown>, images: readonly ImageEntry[]): void {
  const { image } = container;
  if (typeof image !== 'string') return;
  const [, name = image, tag = '', digest = ''] = /^(.*?)(:[^:@/]+)?(@.*)?$/.exec(image) ?? [];
  const entry = images.find((it) => it.name === name);
  if (entry === undefined) return;
  // An empty text says no more than an absent one.
  const version = entry.digest ? `@${entry.digest}` : '';
  const suffix = entry.newTag ? `:${entry.newTag}${version}` : version || `${tag}${digest}`;
  container['image'] = `${entry.newName || name}${suffix}`;
  const place = ['digest', 'newTag', 'newName'].map((key) => getPosition(entry, key)).find(Boolean);
  if (place !== undefined) setPosition(container, 'image', place);
}
