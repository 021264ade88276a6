import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A folder `server` within what a build writes, as Nitro (Nuxt), SvelteKit, Astro, React Router and Angular do. */
const serverFolder = /^(?:.*\/)?(?:dist|build|out|\.output)\/(?:.*\/)?(?=server\/)/;

/** What builds write for browsers beside it, pages that are rendered beforehand included. */
const besideServer = ['client', 'public', 'browser', 'prerendered'];

/**
 * The folders for browsers that a build wrote beside the server's modules: the server looks for them by places that it hands from
 * module to module, which are not followed, and answers pages without their scripts where they are missing.
 *
 * @param modules absolute paths of the modules in the bundle
 * @returns relative to the root, with `/`
 */
export function clientFolders(root: string, modules: Iterable<string>): string[] {
  const builds = new Set<string>();
  for (const id of modules) {
    const path = relative(root, id).split(sep).join('/');
    const [build] = /^\.\.\/|(^|\/)node_modules\//.test(path) ? [] : (serverFolder.exec(path) ?? []);
    if (build !== undefined) builds.add(build);
  }
  const folders = [...builds].flatMap((build) => besideServer.map((name) => build + name));
  return folders.filter((folder) => existsSync(join(root, folder)));
}
