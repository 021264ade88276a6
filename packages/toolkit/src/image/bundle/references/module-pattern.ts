import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFolder } from '../../../file-system/is-folder.ts';
import { cooked, isNode, textOf, type SyntaxNode } from '../syntax.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { isProgram } from '../packages/packages.ts';

/** What a pattern may load: each name by which the module may ask for it, and the file's name from that module. */
export type MatchingModules = Readonly<Record<string, string>>;

/**
 * The modules that an expression such as `./handlers/${name}.ts` may name: those below a folder that it begins with. Those of its
 * tests are none of the service's.
 *
 * @param id the module that loads them
 * @param region the folder that they have to be in, absolute
 * @returns undefined for anything else, where nothing matches, and for a folder around the module, which would be all of the project
 */
export function matchingModules(source: SyntaxNode, id: string, region: string): MatchingModules | undefined {
  const fragments = fragmentsOf(source);
  const [, begin] = /^(\.\.?\/.*\/)/.exec(fragments[0] ?? '') ?? [];
  if (begin === undefined || fragments.length < 2) return undefined;
  const folder = resolve(dirname(id), begin);
  if (isWithin(folder, id) || !isWithin(region, folder) || !isFolder(folder)) return undefined;
  const pattern = new RegExp(`^${fragments.map((it) => RegExp.escape(it)).join('.+')}$`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => isModule(name) && !isFolder(join(folder, name))).toSorted();
  const found = new Map<string, string>();
  for (const namesOf of namings)
    for (const file of files)
      for (const name of namesOf(file).map((it) => `${begin}${it}`))
        if (pattern.test(name) && !found.has(name)) found.set(name, `${begin}${file}`);
  return found.size === 0 ? undefined : Object.fromEntries(found);
}

/** How a file may be named, the exact way first: as what TypeScript makes of it, and as `require` completes it. */
const namings: readonly ((file: string) => readonly string[])[] = [
  (file) => [file],
  (file) => [file.replace(/\.([cm]?)ts$/, '.$1js')],
  (file) => [file.replace(/\.[^./]+$/, '')],
  (file) => /^(.+)\/index\.[^./]+$/.exec(file)?.slice(1) ?? [],
];

/** What is known of a text that is put together by a template or by `+`, with something unknown between each two. */
function fragmentsOf(node: SyntaxNode): string[] {
  const text = textOf(node);
  if (text !== undefined) return [text];
  if (node.type === 'TemplateLiteral') return (node['quasis'] as SyntaxNode[]).map(cooked);
  const { left, right, operator } = node as Partial<Record<string, unknown>>;
  if (node.type !== 'BinaryExpression' || operator !== '+' || !isNode(left) || !isNode(right))
    return ['', ''];
  const [before, after] = [fragmentsOf(left), fragmentsOf(right)];
  return [...before.slice(0, -1), `${before.at(-1) ?? ''}${after[0] ?? ''}`, ...after.slice(1)];
}

function isModule(name: string): boolean {
  const isTest = /(^|\/)(__tests__|node_modules)\/|\.(test|spec)\.\w+$/.test(name);
  return !isTest && (isProgram.test(name) || name.endsWith('.json'));
}
