import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { GoPackage } from '../../go/packages.ts';
import type { Project } from '../../project/index.ts';

/** Calls that take paths from the working directory, by Go's own packages, frameworks and tools for migrations and settings. */
const reading =
  /\b(?:os\.(?:Open|OpenFile|ReadFile|ReadDir|DirFS)|http\.(?:Dir|ServeFile)|static\.New|migrate\.New\w*|godotenv\.\w+|\w+\.(?:ParseGlob|ParseFiles|LoadHTMLGlob|LoadHTMLFiles|Static|StaticFile|SendFile|SetConfigFile))\((?<given>.*)/;
/** `UTC` and `Local` need no database. */
const zone = /\btime\.LoadLocation\((?!"(?:UTC|Local|)"\))/;

/**
 * A line for people for each place in a Go service's own source that reads what its image lacks, which holds the program alone: a
 * file or folder of the repository, and time zones where nothing brings them.
 *
 * @param packages those that the program is compiled of
 * @param hasZones whether the image may have a database of time zones
 */
export async function goReadWarnings(
  project: Project,
  packages: readonly GoPackage[],
  hasZones: boolean,
): Promise<string[]> {
  const files = packages.flatMap((it) => (it.isOwn ? it.files : []));
  const lacksZones = !hasZones && !packages.some(({ path }) => path === 'time/tzdata');
  const found = await Promise.all(files.map((file) => readsOf(file, project, lacksZones)));
  return found.flat();
}

async function readsOf(file: string, project: Project, lacksZones: boolean): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    const code = line.replace(/^\s*\/\/.*/, '');
    const where = `${relative(project.root, file)}:${index + 1}`;
    const reads = pathsIn(code, project).map(
      (path) =>
        `${where}  reads ${path}, and the image has none of the repository's files: bring it along by //go:embed, or in a volume`,
    );
    return lacksZones && zone.test(code) ? reads.concat(`${where}  ${zoneless}`) : reads;
  });
}

const zoneless =
  'loads a time zone, and the image has none: import _ "time/tzdata", or add them by --time-zones';

/** What a line reads that is in the repository. */
function pathsIn(line: string, { root, entry }: Project): string[] {
  const given = reading.exec(line)?.groups?.['given'] ?? '';
  const texts = [...given.matchAll(/"([^"\\]+)"|`([^`]+)`/g)].map(([, a = '', b = a]) =>
    b.replace(/^file:\/\//, ''),
  );
  return texts.filter((text) => {
    if (isAbsolute(text) || text === '.') return false;
    // Of a pattern the folder that it looks into.
    const place = text.replace(/[^/]*[*?[].*$/, '');
    return [root, entry].some((folder) => existsSync(join(folder, place)));
  });
}
