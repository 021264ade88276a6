import { expect, test } from 'vitest';
import { foldProblems, type Problem } from './problem.ts';

const at = (line: number, path: string, message: string): Problem => {
  return { kind: 'unsupported', message, path, position: { file: 'a.yaml', line, column: 1 } };
};

test('of problems of one field and one reason the first is told, with the number of the others', () => {
  const problems = [
    at(1, 'kind', 'it is passed over'),
    at(9, 'kind', 'it is passed over'),
    at(5, 'spec', 'it is passed over'),
    at(7, 'kind', 'it is passed over'),
    at(8, 'kind', 'it is not read'),
  ];
  expect(foldProblems(problems)).toEqual([
    'a.yaml:1:1: kind: it is passed over (and 2 more)',
    'a.yaml:5:1: spec: it is passed over',
    'a.yaml:8:1: kind: it is not read',
  ]);
});

test('what is told of the same place twice, as by two overlays of one base, is one', () => {
  expect(foldProblems([at(1, 'kind', 'a'), at(1, 'kind', 'a')])).toEqual(['a.yaml:1:1: kind: a']);
});
