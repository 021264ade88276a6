import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from './index.ts';

const told = (metadata: string) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata: {${metadata}}\nspec: {clusterIP: None}\n`;
  return readManifestText(text, 'f').problems.map(formatProblem);
};

test('what is named when it is created has so much of the text as a name has room for', () => {
  expect(told(`generateName: ${'a'.repeat(100)}`)).toEqual([]);
  expect(told('name: "", generateName: a-')).toEqual([]);
  expect(told('generateName: A-')).toEqual([expect.stringContaining('the name of a Service is a DNS label')]);
});
