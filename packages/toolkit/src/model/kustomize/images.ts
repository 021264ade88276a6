import { setPosition, getPosition } from '../position.ts';
import { isMap } from '../is-map.ts';
import type { ImageEntry } from './kustomization.ts';
import { regularExpression } from './select.ts';

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

/** Each entry works on what those before it made. */
function setImage(container: Record<string, unknown>, images: readonly ImageEntry[]): void {
  for (const entry of images) {
    const { image } = container;
    if (typeof image !== 'string' || !isNamed(image, entry.name)) continue;
    const [, name = image, tag = '', digest = ''] = /^(.*?)(:[^:@/]+)?(@.*)?$/.exec(image) ?? [];
    // An empty text says no more than an absent one.
    const version = entry.digest ? `@${entry.digest}` : '';
    const suffix = entry.newTag ? `:${entry.newTag}${version}` : version || `${tag}${digest}`;
    container['image'] = `${entry.newName || name}${suffix}`;
    const place = ['digest', 'newTag', 'newName'].map((key) => getPosition(entry, key)).find(Boolean);
    if (place !== undefined) setPosition(container, 'image', place);
  }
}

/** The name is a regular expression before a tag and a digest (kustomize api/internal/image/image.go `IsImageMatched`). */
function isNamed(image: string, name: string): boolean {
  const tail = String.raw`(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;
  return regularExpression(`^${name}${tail}`)?.test(image) ?? false;
}
