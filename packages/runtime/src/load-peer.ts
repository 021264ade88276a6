import { SeaworthyError } from './errors.ts';

/**
 * What `load` imports of optional packages, when it is first needed: a service that does without them need not install them.
 *
 * @param user what needs them, to begin a sentence with
 * @param packages each with its major version, such as `pg@8`
 * @throws SeaworthyError SW_PEER_MISSING
 */
export async function loadPeer<Module>(
  load: () => Promise<Module>,
  user: string,
  ...packages: readonly [string, ...string[]]
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const names = packages.map((name) => name.slice(0, name.lastIndexOf('@'))).join(' and ');
    const [needed, are] = packages.length === 1 ? ['the package', 'is'] : ['the packages', 'are'];
    throw new SeaworthyError('SW_PEER_MISSING', {
      what: `${user} needs ${needed} ${names}, which ${are} not installed`,
      where: 'node_modules',
      fix: `Run \`npm install ${packages.join(' ')}\`.`,
      cause,
    });
  }
}
