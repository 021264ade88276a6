import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isFolder } from '../../../file-system/is-folder.ts';
import { isNode, nameOf, parseModule, textOf, walk } from '../syntax.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { packageName } from '../packages/outside.ts';
import { isProgram } from '../packages/packages.ts';

/** An import that fails in the image. */
export interface LostImport {
  /** The module that has it, absolute. */
  readonly file: string;
  /** As it stands there. */
  readonly specifier: string;
  /** The package's name, or the absolute path of a file. */
  readonly needed: string;
}

/** The first import, among the modules of a folder that comes along as it is, of what doesn't: a package, or what lies elsewhere. */
export function lostImport(folder: string): LostImport | undefined {
  if (!isFolder(folder)) return undefined;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  for (const name of files.filter((it) => isProgram.test(it))) {
    const file = join(folder, name);
    for (const specifier of importsOf(file)) {
      const isFile = /^\.\.?\//.test(specifier);
      const needed = isFile ? resolve(dirname(file), specifier) : packageName(specifier);
      if (isFile ? !isWithin(folder, needed) : !isBuiltin(specifier)) return { file, specifier, needed };
    }
  }
  return undefined;
}

/** What a module imports or requires by a literal, but for types. */
function importsOf(file: string): string[] {
  const program = parseModule(file, readFileSync(file, 'utf8'));
  const found: string[] = [];
  if (program === undefined) return found;
  walk(program, (node) => {
    const { type, source, callee, arguments: args } = node;
    if (node['importKind'] === 'type' || node['exportKind'] === 'type') return false;
    const isRequire = type === 'CallExpression' && nameOf(callee) === 'require';
    const named = isRequire ? (args as unknown[])[0] : source;
    const text = isNode(named) ? textOf(named) : undefined;
    if (text !== undefined) found.push(text);
    return true;
  });
  return found;
}
