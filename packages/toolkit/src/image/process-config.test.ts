import type { ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import type { Project } from '../project/index.ts';
import { processConfig } from './process-config.ts';

const project: Project = {
  root: '/src',
  language: 'node',
  name: 'shop',
  version: '1.0.0',
  entry: '/src/main.ts',
  conditions: [],
  packageJson: { name: '@team/shop', license: 'MIT' },
};
const contract: ServiceContract = {
  contractVersion: 1,
  name: 'shop',
  version: '1.0.0',
  language: 'node',
  command: ['node', 'main.js'],
  ports: [{ name: 'http', port: 8080, env: 'PORT' }],
  probes: {},
  shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 5 },
  config: [
    { env: 'DATABASE_URL', type: 'url', required: true, secret: true },
    { env: 'GREETING', type: 'string', required: false, default: 'hello' },
  ],
};
const program = {
  Entrypoint: ['/usr/local/bin/node', '/app/main.js'],
  WorkingDir: '/app',
  Env: ['NODE_ENV=production'],
};
const base = { project, contract, baseEnv: ['PATH=/base', 'A=1'], env: {}, labels: {} };

test('a container runs as a number, in exec form, with the contract’s ports and no defaults as environment', () => {
  expect(processConfig(program, base)).toEqual({
    User: '65532:65532',
    Env: ['PATH=/base', 'A=1', 'NODE_ENV=production'],
    Entrypoint: ['/usr/local/bin/node', '/app/main.js'],
    WorkingDir: '/app',
    ExposedPorts: { '8080/tcp': {} },
    Labels: {
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.title': 'shop',
      'org.opencontainers.image.version': '1.0.0',
    },
    StopSignal: 'SIGTERM',
  });
});

test('a later value replaces an earlier one, and a label ours', () => {
  const asked = {
    ...base,
    env: { A: '2', NODE_ENV: 'test' },
    labels: { 'org.opencontainers.image.title': 'x' },
  };
  const config = processConfig(program, asked);
  expect(config.Env).toEqual(['PATH=/base', 'A=2', 'NODE_ENV=test']);
  expect(config.Labels?.['org.opencontainers.image.title']).toBe('x');
});

test('a secret does not become part of an image', () => {
  expect(() => processConfig(program, { ...base, env: { DATABASE_URL: 'postgres://u:p@h/d' } })).toThrow(
    expect.objectContaining({
      code: 'SW_SECRET_IN_IMAGE',
      message: expect.not.stringContaining('u:p') as string,
    }),
  );
});

test('a licence of npm’s old form is its name', () => {
  const old: Project = { ...project, packageJson: { license: { type: 'MIT', url: 'https://licence.test' } } };
  expect(processConfig(program, { ...base, project: old }).Labels).toMatchObject({
    'org.opencontainers.image.licenses': 'MIT',
  });
});
