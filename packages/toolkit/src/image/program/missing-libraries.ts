import { hasLibrary } from '../base/index.ts';
import { addonPlatform, neededLibraries } from '../bundle/index.ts';
import type { TarEntry } from '../layers/index.ts';

/**
 * A line for people for each program, addon or library among the files that needs a shared library which neither they nor the minimal
 * base have. The machine that builds may have it, so that the service starts there.
 */
export function missingLibraries(entries: readonly TarEntry[]): string[] {
  const names = new Set(entries.map(({ path }) => path.replace(/.*\//, '')));
  return entries.flatMap((entry) => {
    if (entry.type !== 'file') return [];
    const content = Buffer.from(entry.content.buffer, entry.content.byteOffset, entry.content.length);
    // Of others an image has nothing.
    if (!/^linux-(amd64|arm64)$/.test(addonPlatform(content))) return [];
    const missing = neededLibraries(content).filter((name) => !names.has(name) && !hasLibrary(name));
    return missing.length === 0
      ? []
      : [
          `${entry.path} needs ${missing.join(', ')}, which the image has not: build it on one that has (\`--base\`)`,
        ];
  });
}
