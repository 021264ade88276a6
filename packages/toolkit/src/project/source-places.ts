import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';
import { isNode, parseModule, replaceParts, walk, type SyntaxNode } from '../syntax.ts';

/**
 * Lets `import.meta` of each of a project's modules tell of its source (`url`, `filename`, `dirname`) and whether the program
 * starts with it (`main`), though all of them share one file that lies elsewhere.
 */
export function sourcePlaces(): Plugin {
  return {
    name: 'seaworthy:source-places',
    transform: {
      filter: { id: { exclude: [/node_modules/] }, code: /\bimport\.meta\b/ },
      handler(code, id) {
        const program = parseModule(id, code);
        return program && placeModule(code, id, program, this.getModuleInfo(id)?.isEntry === true);
      },
    },
  };
}

function placeModule(code: string, id: string, program: SyntaxNode, isEntry: boolean): string {
  const values: Readonly<Record<string, string | boolean>> = {
    url: pathToFileURL(id).href,
    filename: id,
    dirname: dirname(id),
    main: isEntry,
  };
  const parts: { start: number; end: number; by: string }[] = [];
  walk(program, ({ type, start, end, object, property }) => {
    if (type !== 'MemberExpression' || !isNode(object) || object.type !== 'MetaProperty') return;
    const value = isNode(property) ? values[String(property['name'])] : undefined;
    if (value !== undefined) parts.push({ start, end, by: JSON.stringify(value) });
  });
  return replaceParts(code, parts);
}
