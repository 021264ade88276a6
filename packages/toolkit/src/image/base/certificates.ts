import { ToolkitError } from '../../errors.ts';
import type { TarFile } from '../layers/index.ts';

const FOLDER = 'usr/share/ca-certificates/';

/**
 * One file with all certificates of the package ca-certificates, as its installation makes by update-ca-certificates(8).
 *
 * @throws ToolkitError SW_BASE_INVALID where there are none
 */
export function certificateBundle(files: ReadonlyMap<string, TarFile>): Buffer {
  const certificates = [...files]
    .filter(([path]) => path.startsWith(FOLDER) && path.endsWith('.crt'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, found]) =>
      found.type === 'file' ? [`${found.content.toString('latin1').trimEnd()}\n`] : [],
    );
  if (certificates.length === 0)
    throw new ToolkitError('SW_BASE_INVALID', { what: 'It holds no certificates', where: 'ca-certificates' });
  return Buffer.from(certificates.join(''), 'latin1');
}
