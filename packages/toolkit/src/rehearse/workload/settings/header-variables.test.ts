import { expect, test } from 'vitest';
import { headerVariableProblems, withHeaderVariables } from './header-variables.ts';

const env = { TOKEN: 'abc', EMPTY: '', BROKEN: 'a\nb' };

test('headers have the values of the variables that they refer to, wherever they stand', () => {
  const headers = { authorization: 'Bearer $(TOKEN)', 'x-a': '$$(TOKEN) $TOKEN $(EMPTY)$(TOKEN)$(TOKEN)' };
  const expected = { authorization: 'Bearer abc', 'x-a': '$(TOKEN) $TOKEN abcabc' };
  const step = { path: '/$(TOKEN)', body: '$(TOKEN)' };
  const settings = {
    load: { headers, steps: [{ ...step, headers }, step] },
    state: { write: { ...step, headers }, read: step },
  };
  expect(headerVariableProblems(settings, env)).toEqual([]);
  expect(withHeaderVariables(settings, env)).toEqual({
    load: { headers: expected, steps: [{ ...step, headers: expected }, step] },
    state: { write: { ...step, headers: expected }, read: step },
  });
});

test('a variable that is not set is refused, and one that no header may hold, without its value', () => {
  const settings = {
    load: {
      headers: { 'x-a': '$(NONE) $$(NO) $(toString)' },
      steps: [{ path: '/', headers: { 'x-b': '$(BROKEN)' } }],
    },
    state: { write: { path: '/' }, read: { path: '/', headers: { 'x-c': '$(NONE)' } } },
  };
  expect(headerVariableProblems(settings, env).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'load.headers.x-a: the variable NONE is not set where this command runs',
    'load.headers.x-a: the variable toString is not set where this command runs',
    'load.steps[0].headers.x-b: the variable BROKEN has a character that no header may hold',
    'state.read.headers.x-c: the variable NONE is not set where this command runs',
  ]);
});
