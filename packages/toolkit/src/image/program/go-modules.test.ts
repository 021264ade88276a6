import { expect, test } from 'vitest';
import { goComponent } from '../sbom/index.ts';
import { goModulesOf } from './go-modules.ts';

test('of a module that is replaced, the bill names what is linked', () => {
  const text = [
    'program: go1.26.8',
    '\tpath\texample.test/greeter',
    '\tmod\texample.test/greeter\t(devel)\t',
    '\tdep\texample.test/plain\tv1.0.0\th1:abc=',
    '\tdep\texample.test/replaced\tv1.2.3',
    '\t=>\texample.test/fork\tv1.2.4\th1:abc=',
    '\tdep\texample.test/local\tv1.2.3',
    '\t=>\t./local\t(devel)\t',
    '\tbuild\tGOOS=linux',
  ].join('\n');
  expect(goModulesOf(text).map((it) => goComponent(it))).toEqual([
    {
      type: 'library',
      name: 'example.test/plain',
      version: 'v1.0.0',
      purl: 'pkg:golang/example.test/plain@v1.0.0',
    },
    {
      type: 'library',
      name: 'example.test/fork',
      version: 'v1.2.4',
      purl: 'pkg:golang/example.test/fork@v1.2.4',
    },
    {
      type: 'library',
      name: 'example.test/local',
      version: undefined,
      purl: 'pkg:golang/example.test/local',
    },
  ]);
});
