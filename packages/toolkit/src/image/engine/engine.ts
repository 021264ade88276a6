import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import { runChild } from '../../child-process/run-child.ts';
import { temporaryFolder } from '../../file-system/temporary-folder.ts';
import type { BuildCache } from '../cache/index.ts';
import { writeArchive, type Image } from '../oci/index.ts';

/** Where an image can be loaded on this machine. */
export const engines = {
  podman: (archive: string) => ['podman', 'load', '--quiet', '--input', archive],
  docker: (archive: string) => ['docker', 'load', '--quiet', '--input', archive],
  kind: (archive: string) => ['kind', 'load', 'image-archive', archive],
} as const;

/** Podman's or docker's store, or the nodes of a kind cluster. */
export type Engine = keyof typeof engines;

/**
 * Loads the image under a name.
 *
 * @throws ToolkitError SW_ENGINE_MISSING, SW_ENGINE_FAILED, SW_WRITE_FAILED
 */
export async function loadImage(image: Image, tag: string, engine: Engine, cache: BuildCache): Promise<void> {
  await using folder = temporaryFolder(join(tmpdir(), 'seaworthy-load-'));
  try {
    const archive = join(folder.path, 'image.tar');
    await writeArchive(image, tag, archive, cache);
    const [program = engine, ...args]: readonly string[] = engines[engine](archive);
    await runChild(program, args);
  } catch (cause) {
    if (cause instanceof ToolkitError) throw cause;
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new ToolkitError('SW_ENGINE_MISSING', { what: `There is no \`${engine}\` on the PATH`, cause });
    throw new ToolkitError('SW_ENGINE_FAILED', {
      what: stderr.trim() || String(cause),
      where: engine,
      cause,
    });
  }
}
