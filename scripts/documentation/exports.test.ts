import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { exports } = JSON.parse(readFileSync('packages/runtime/package.json', 'utf8')) as {
  exports: Record<string, unknown>;
};
const text = globSync(['README.md', 'docs/guides/*.md', 'docs/reference/*.md'])
  .map((page) => readFileSync(page, 'utf8'))
  .join('\n');

test.each(Object.keys(exports))('what @seaworthy/runtime%s exports stands in a document', async (entry) => {
  const names = Object.keys((await import(`@seaworthy/runtime${entry.slice(1)}`)) as object);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
