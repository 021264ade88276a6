import { join } from 'node:path';
import { build } from 'esbuild';
import { scratch } from './scratch.ts';

/**
 * A program of TypeScript as one file of JavaScript, as services are shipped, and returns its path: to strip types and to
 * load hundreds of modules at run time takes node some 20 MiB, which every collection of garbage looks at.
 *
 * @throws when it cannot be built
 */
export async function bundled(program: string): Promise<string> {
  const outfile = join(scratch(), 'main.mjs');
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    conditions: process.execArgv
      .filter((flag) => flag.startsWith('--conditions='))
      .map((flag) => flag.slice(13)),
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
