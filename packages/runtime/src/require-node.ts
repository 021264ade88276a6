import { SeaworthyError } from './errors.ts';

/** The oldest major version that the runtime works with; `engines` of package.json says the same. */
const OLDEST = 24;

// On import, before anything else is evaluated. An older Node must get here: whatever the runtime imports by name of Node's
// own modules has to be in Node 20 too, or linking fails before, with a SyntaxError.
requireNode(process.versions.node);

/** @throws SeaworthyError SW_NODE_VERSION for a version, such as `20.20.2`, that is too old */
export function requireNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST) return;
  throw new SeaworthyError('SW_NODE_VERSION', {
    what: `@seaworthy/runtime needs Node ${OLDEST}, and this is ${version}`,
    where: process.execPath,
  });
}
