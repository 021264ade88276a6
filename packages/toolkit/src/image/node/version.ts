import { ToolkitError } from '../../errors.ts';
import type { Platform } from '../oci/index.ts';

/** The Node of an image unless another is asked for. */
export const NODE_VERSION = '24.21.0';

/** Of the npm packages that hold {@link NODE_VERSION} (Subresource Integrity, as in a lock file). */
const integrities: Readonly<Record<Platform['architecture'], string>> = {
  amd64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/** The npm package of a Node binary. */
export interface NodePackage {
  readonly name: string;
  readonly version: string;
  /** What the package must hash to. Undefined for a version that is not pinned here: then npm's own check is all. */
  readonly integrity: string | undefined;
}

/**
 * The npm package with Node's official binary for a platform.
 *
 * @throws ToolkitError SW_NODE_UNAVAILABLE for what is no exact version
 */
export function nodePackage(architecture: Platform['architecture'], version = NODE_VERSION): NodePackage {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new ToolkitError('SW_NODE_UNAVAILABLE', {
      what: `"${version}" is not an exact version`,
      where: '--node',
      fix: `Name one such as ${NODE_VERSION}, so that the same input gives the same image.`,
    });
  const cpu = architecture === 'amd64' ? 'x64' : 'arm64';
  return {
    name: `node-linux-${cpu}`,
    version,
    integrity: version === NODE_VERSION ? integrities[architecture] : undefined,
  };
}
