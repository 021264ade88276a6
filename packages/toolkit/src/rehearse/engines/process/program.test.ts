import { expect, test } from 'vitest';
import type { ContainerConfig } from '../engine.ts';
import { programOf } from './program.ts';

const image = {
  entrypoint: ['/server', 'serve'],
  cmd: ['--port', '80'],
  workingDir: '/app',
  env: { A: '1' },
  stopSignal: 'SIGQUIT',
} as const;
const given = (container: Partial<ContainerConfig>) =>
  programOf({ env: {}, ...container } as ContainerConfig, image, 'shop-1-1');

test.each([
  ['command: the image’s ENTRYPOINT and CMD are both ignored', { command: ['/other'] }, ['/other']],
  ['command and args', { command: ['/other'], args: ['x'] }, ['/other', 'x']],
  ['only args: after the image’s ENTRYPOINT', { args: ['x'] }, ['/server', 'serve', 'x']],
  ['neither: ENTRYPOINT and CMD', {}, ['/server', 'serve', '--port', '80']],
])('§1 ENTRYPOINT: %s', (_, container, command) => {
  expect(given(container).command).toEqual(command);
});

test('§1 ENTRYPOINT: nothing at all leaves nothing to run', () => {
  expect(programOf({ env: {} } as ContainerConfig, { entrypoint: [] }, 'shop-1-1').command).toEqual([]);
});

test('§1 the working directory is the container’s, else the image’s', () => {
  expect(given({ workingDir: '/data' }).cwd).toBe('/data');
  expect(given({}).cwd).toBe('/app');
});

test.each([
  ['./bin/server', undefined, ['/app', '/app/bin/server']],
  ['/server', undefined, ['/app', '/server']],
  // Looked up where tools are.
  ['server', undefined, ['/app']],
  // The image's is not run.
  ['/server', ['/other'], ['/app']],
])('its own files are the working directory and the program: %s, %s', (program, command, own) => {
  const local = { ...image, entrypoint: [program] };
  expect(programOf({ env: {}, command } as ContainerConfig, local, 'shop-1-1').own).toEqual(own);
});

test('§1 a variable of the container stands over the image’s', () => {
  expect(given({ env: { A: '2' } }).env).toMatchObject({ A: '2' });
});

test('§1 HOSTNAME is the pod’s, unless the image or the container states one', () => {
  const next = { ...image, env: { HOSTNAME: '0.0.0.0' } };
  const own = { env: { HOSTNAME: 'mine' } } as Partial<ContainerConfig> as ContainerConfig;
  const none = { env: {} } as ContainerConfig;
  expect(programOf(none, image, 'shop-1-1').env).toEqual({ A: '1', HOSTNAME: 'shop-1-1' });
  expect(programOf(none, next, 'shop-1-1').env).toEqual({ HOSTNAME: '0.0.0.0' });
  expect(programOf(own, next, 'shop-1-1').env).toEqual({ HOSTNAME: 'mine' });
});

test('§4 the STOPSIGNAL is the image’s, whatever the container runs', () => {
  expect(given({ command: ['/other'] }).stopSignal).toBe('SIGQUIT');
  expect(
    programOf({ env: {} } as ContainerConfig, { entrypoint: [] }, 'shop-1-1').stopSignal,
  ).toBeUndefined();
});
