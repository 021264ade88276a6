import { expect, test } from 'vitest';
import { positionOf, readManifestText, type PathStep } from '../index.ts';

const text = (image: string, args: string, head = '') => `${head}apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: ${image}
      args: ${args}
      env: [{name: A, value: "1"}]
`;
const read = (built: string, own: string) => {
  const { objects } = readManifestText(own, 'own.yaml');
  const [pod = {}] = readManifestText(built, 'built', undefined, objects).objects;
  const place = (...path: PathStep[]) => {
    const { file, line } = positionOf(pod, ['spec', 'containers', 0, ...path]) ?? {};
    return `${file}:${line}`;
  };
  return { pod, place };
};

test('what is the same has the place of its file, and what is otherwise that of the output', () => {
  const { pod, place } = read(text('b', '[x]'), text('a', '[x, y]', '# one\n# two\n'));
  expect(pod).toMatchObject({ spec: { containers: [{ image: 'b', args: ['x'] }] } });
  expect(place()).toBe('own.yaml:8');
  expect(place('image')).toBe('built:7');
  expect(place('args', 0)).toBe('own.yaml:10');
  expect(place('env', 0, 'value')).toBe('own.yaml:11');
  expect(positionOf(pod)).toMatchObject({ file: 'own.yaml', line: 3 });
});

test('an object that is in no file of ours', () => {
  const other = text('a', '[x]').replace('name: a}', 'name: b}');
  const { place } = read(text('a', '[x]'), other);
  expect(place('image')).toBe('built:7');
});
