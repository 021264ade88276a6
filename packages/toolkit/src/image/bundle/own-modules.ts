import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';
import { ToolkitError } from '../../errors.ts';
import { isNode, parseModule, replaceParts, walk, type SyntaxNode } from '../../syntax.ts';
import { withoutTopLevelAwait } from './top-level-await.ts';

/** What the source's own modules refer to besides by imports. */
export interface References {
  /** Programs of worker threads: name of the entry in the bundle, and the file. */
  readonly programs: Map<string, string>;
  /** Other files, and folders with all that is in them, relative to the root. */
  readonly assets: Set<string>;
}

/** Stands for module-place.ts in rewritten modules. */
const PLACE = 'seaworthy:module-place';
const placeFile = fileURLToPath(import.meta.resolve(`./module-place${extname(import.meta.url)}`));
const isProgram = /\.[cm]?[jt]s$/;

/**
 * Rewrites the project's own modules, not those of packages, so that they work within a bundle: `import.meta` keeps
 * telling of the module, `new URL('./file', import.meta.url)` brings the file along, and an entry may await at its top.
 *
 * @throws ToolkitError SW_ASSET_MISSING, within the bundler's error
 */
export function ownModules(root: string, entries: ReadonlySet<string>, references: References): Plugin {
  return {
    name: 'seaworthy:own-modules',
    resolveId: { filter: { id: /^seaworthy:/ }, handler: (id) => (id === PLACE ? placeFile : undefined) },
    transform: {
      filter: { id: { include: [isProgram], exclude: [/node_modules/] }, code: /\bimport\.meta\b|\bawait\b/ },
      handler(code, id) {
        if (relative(root, id).startsWith('..')) return undefined;
        const isEntry = entries.has(id);
        // Most modules await, and only an entry does at its top.
        if (!isEntry && !code.includes('import.meta')) return undefined;
        const program = parseModule(id, code);
        if (program === undefined) return undefined;
        const placed = placeModule({ code, id, root, isEntry, references }, program);
        if (!isEntry) return placed;
        const text = placed ?? code;
        const tree = parseModule(id, text);
        return (tree && withoutTopLevelAwait(text, tree)) ?? placed;
      },
    },
  };
}

interface Place {
  readonly code: string;
  readonly id: string;
  readonly root: string;
  readonly isEntry: boolean;
  readonly references: References;
}

function placeModule(place: Place, program: SyntaxNode): string | undefined {
  const { code, id, root, isEntry } = place;
  const parts: { start: number; end: number; by: string }[] = [];
  const own = `__moduleAt(${JSON.stringify(relative(root, id))})`;
  walk(program, (node) => {
    const url = referencedFile(node);
    if (url !== undefined) {
      parts.push({ start: url.start, end: url.end, by: JSON.stringify(refer(url.path, place)) });
      return true;
    }
    if (node.type !== 'MemberExpression' || !isImportMeta(node['object'])) return true;
    const property = (node['property'] as SyntaxNode)['name'];
    if (property === 'main') parts.push({ start: node.start, end: node.end, by: String(isEntry) });
    else
      parts.push({
        start: (node['object'] as SyntaxNode).start,
        end: (node['object'] as SyntaxNode).end,
        by: own,
      });
    return false;
  });
  if (parts.length === 0) return undefined;
  return `${replaceParts(code, parts)}\nimport { moduleAt as __moduleAt } from '${PLACE}';`;
}

/** The literal of `new URL('./file', import.meta.url)`, the form that bundlers have agreed on. */
function referencedFile(node: SyntaxNode): { path: string; start: number; end: number } | undefined {
  if (node.type !== 'NewExpression' || (node['callee'] as SyntaxNode)['name'] !== 'URL') return undefined;
  const [path, base] = node['arguments'] as SyntaxNode[];
  if (path?.type !== 'Literal' || base?.type !== 'MemberExpression' || !isImportMeta(base['object']))
    return undefined;
  const { value, start, end } = path;
  return typeof value === 'string' && /^\.\.?\//.test(value) ? { path: value, start, end } : undefined;
}

/** Brings the file into the image, and returns how the module names it there. */
function refer(path: string, { id, root, references }: Place): string {
  const file = resolve(dirname(id), path);
  const inRoot = relative(root, file);
  if (!existsSync(file) || inRoot.startsWith('..')) {
    const what = existsSync(file) ? `${path} is outside the project` : `${path} does not exist`;
    throw new ToolkitError('SW_ASSET_MISSING', { what, where: relative('.', id) });
  }
  if (!isProgram.test(file)) {
    // A folder around the module is asked for its place: brought along, it would be the source itself.
    const isAround = !relative(file, id).startsWith('..');
    if (!isAround) references.assets.add(inRoot);
    return path;
  }
  const name = programName(inRoot);
  references.programs.set(name, file);
  const up = relative(dirname(id), root);
  return `./${up === '' ? '' : `${up}/`}${name}.js`;
}

/**
 * The name of a worker's program in the bundle, by its path alone, so that it is the same in each build. A hash keeps apart what
 * would have one name otherwise: `a-b.ts` and `a/b.ts`, `a.ts` and `a.js`, `app.ts` and the service itself.
 */
function programName(inRoot: string): string {
  const name = inRoot.replace(isProgram, '').replaceAll(/[^\w-]/g, '-');
  const isPlain = /^(?!vendor\/)(\w+\/)+\w+\.ts$/.test(inRoot);
  return isPlain ? name : `${name}-${hash('sha256', inRoot).slice(0, 8)}`;
}

function isImportMeta(value: unknown): boolean {
  return isNode(value) && value.type === 'MetaProperty' && (value['meta'] as SyntaxNode)['name'] === 'import';
}
