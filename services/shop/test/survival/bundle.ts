import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The programs as they are shipped: one file each, far from node_modules. They also start several times faster. */
export interface Bundles extends AsyncDisposable {
  readonly shop: string;
  readonly payments: string;
}

/** Bundles the shop and payments. */
export async function bundle(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-bundle-'));
  const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
  await build({
    entryPoints: { shop: source('main.ts'), payments: source('payments/main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    conditions: ['seaworthy-source'],
    // pg and others are CommonJS and require node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'silent',
  });
  return {
    shop: join(folder, 'shop.mjs'),
    payments: join(folder, 'payments.mjs'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
