import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The loader as one CommonJS file, as it goes into the image. */
export async function loaderChunk(): Promise<string> {
  const input = fileURLToPath(import.meta.resolve(`./loader${extname(import.meta.url)}`));
  const build = await rolldown({
    input,
    platform: 'node',
    logLevel: 'silent',
    // As in the bundle: comments would name where this command is installed.
    experimental: { attachDebugInfo: 'none' },
  });
  try {
    const { output } = await build.generate({ format: 'cjs', comments: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}
