import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const pages = globSync(['*.md', 'docs/**/*.md', '{packages,services,fixtures,bench}/**/*.md'], {
  exclude: ['**/node_modules/**', '**/dist/**'],
});

/** The anchors of a page's headings, as GitHub names them: in small letters, without marks, with hyphens for spaces. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(markdown).matchAll(/^#+ (.*)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    let again = anchor;
    for (let n = 1; anchors.has(again); n += 1) again = `${anchor}-${n}`;
    anchors.add(again);
  }
  return anchors;
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```/gm, '');
}

test('links within the repository lead somewhere', () => {
  expect(pages.length).toBeGreaterThan(50);
  const broken = pages.flatMap((page) => {
    const links = withoutCode(readFileSync(page, 'utf8')).matchAll(
      /\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]*))?\)/g,
    );
    return [...links].flatMap(([link, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return [`${page}: ${link}`];
      if (anchor === undefined || !statSync(target).isFile()) return [];
      return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? [] : [`${page}: ${link}`];
    });
  });
  expect(broken).toEqual([]);
});
