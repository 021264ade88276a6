import { calledName, textOf, walk, type SyntaxNode } from '../syntax.ts';

/** What the source of a module holds that may name one. */
export const mayNameEngine = /\bview engine\b/;

/**
 * The packages that a module has express load for its views: by `app.set('view engine', 'pug')` it requires `pug` by that name once
 * a page is rendered, unless `app.engine` gives it what renders (lib/view.js of express).
 */
export function viewEngines(program: SyntaxNode): string[] {
  const named = new Set<string>();
  const given = new Set<string>();
  walk(program, (node) => {
    if (node.type !== 'CallExpression') return;
    const [first, second] = (node['arguments'] as SyntaxNode[]).map((argument) => textOf(argument));
    const called = calledName(node);
    if (called === 'set' && first === 'view engine' && second !== undefined) named.add(nameOfEngine(second));
    if (called === 'engine' && first !== undefined) given.add(nameOfEngine(first));
  });
  return [...named.difference(given)];
}

/** Both are given as the ending of the views' files, with or without its dot. */
function nameOfEngine(ending: string): string {
  return ending.replace(/^\./, '');
}
