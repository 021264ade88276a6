import type { Project } from '../project/index.ts';
import { keyEndings, keyKinds } from '../file-system/secret-files.ts';

/**
 * What does not belong in a build: secrets, history, and what would change the result without changing the service. A pattern
 * without `**` holds in the root only (Docker's reference of .dockerignore).
 */
export function dockerIgnore({ language }: Project, manifestFolder: string): string {
  const own =
    language === 'node'
      ? ['**/node_modules', '.pnp.*', '**/coverage', '**/*.tsbuildinfo']
      : ['bin', '**/*.test', '**/*.out'];
  return [
    '# What the image does not need, and what must not get into it.',
    '**/.git',
    '.github',
    '**/.env*',
    '**/.npmrc',
    '**/.netrc',
    '**/.pgpass',
    '**/.git-credentials',
    '**/*.log',
    '# Keys; authorities that the service reads are let in by a line below, such as !certs/ca.pem',
    ...keyEndings.map((ending) => `**/*.${ending}`),
    ...keyKinds.map((kind) => `**/id_${kind}`),
    'Dockerfile',
    '.dockerignore',
    // Not a folder around the service, or its own.
    ...(/^\.\.?(\/|$)/.test(manifestFolder) ? [] : [manifestFolder]),
    '# What `seaworthy image` writes.',
    '*.tar',
    '*.cdx.json',
    ...own,
    '',
  ].join('\n');
}
