import { relative } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import { startedFile, type Project, type StartedFile } from '../../project/index.ts';

/**
 * The program of a package that serves a project, such as that of `next start`. It finds the service by what it is handed and by the
 * working directory, neither of which a bundle follows. Undefined where the project starts with a file of its own.
 */
export function packageProgram({ root, entry, entryFrom, packageJson }: Project): StartedFile | undefined {
  const started = startedFile(root, packageJson?.scripts);
  const isOfPackage = relative(root, entry).startsWith('node_modules/');
  return isOfPackage && started?.from === entryFrom ? started : undefined;
}

/** @throws ToolkitError SW_ENTRY_MISSING where a project starts with a program of a package */
export function refusePackageProgram(project: Project): void {
  const program = packageProgram(project);
  if (program === undefined) return;
  throw new ToolkitError('SW_ENTRY_MISSING', {
    what: `${program.from} starts ${program.path}, a program of a package: an image starts a file of the project`,
    where: project.root,
    fix: 'Write a file that starts the framework’s server (docs/guides/frameworks.md), and name it with `--entry`, or as `seaworthy.entry` in package.json; or build the Dockerfile that `seaworthy init` writes.',
  });
}
