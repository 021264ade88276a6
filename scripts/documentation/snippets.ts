/** A block of TypeScript that a page shows. */
export interface Snippet {
  /** The page and the line at which the block begins, such as `docs/guides/cache.md:3`. */
  readonly place: string;
  /** A module: what the page leaves unsaid, then what it shows. */
  readonly code: string;
}

/**
 * The blocks of TypeScript of a page. What a block needs and readers need not see (a handler of theirs, a definition
 * around it) stands in a comment above it, `<!-- given … -->`, and becomes the head of its module.
 */
export function snippetsOf(page: string, markdown: string): Snippet[] {
  return [...markdown.matchAll(/(?:<!-- given\n([^]*?)-->\n\n)?```ts\n([^]*?)```/g)].map(
    ({ 1: given = '', 2: shown = '', index }) => ({
      place: `${page}:${markdown.slice(0, index).split('\n').length}`,
      code: `${given}${shown}\nexport {};\n`,
    }),
  );
}
