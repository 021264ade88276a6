import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What builds of frameworks write beside their server: where a module of it is, and the folders that this answers from. */
const builds: readonly { readonly server: RegExp; readonly beside: readonly string[] }[] = [
  {
    // A folder `server` within what a build writes, as Nitro (Nuxt), SvelteKit, Astro, React Router and Angular do.
    server: /^(?:.*\/)?(?:dist|build|out|\.output)\/(?:.*\/)?(?=server\/)/,
    beside: ['client', 'public', 'browser', 'prerendered'],
  },
  {
    // Of Next.js, which loads the rest of the server from there, too.
    server: /^(?:.*\/)?\.next\/standalone\/(?:.*\/)?(?=server\.js$)/,
    beside: ['.next', 'public'],
  },
];

/**
 * The folders that a build wrote beside the server's modules: the server looks for them by places that it hands from module to module,
 * which are not followed, and answers pages without their scripts where they are missing.
 *
 * @param modules absolute paths of the modules in the bundle
 * @returns relative to the root, with `/`
 */
export function builtFolders(root: string, modules: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const id of modules) {
    const path = relative(root, id).split(sep).join('/');
    if (/^\.\.\/|(^|\/)node_modules\//.test(path)) continue;
    for (const { server, beside } of builds) {
      const [build] = server.exec(path) ?? [];
      if (build !== undefined) for (const name of beside) folders.add(build + name);
    }
  }
  return [...folders].filter((folder) => existsSync(join(root, folder)));
}
