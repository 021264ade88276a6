/** Headers that every request has, by `load.headers`. */
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readRehearsal, readSettings } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

test('headers of all requests are those of each, and a credential comes from the environment', async () => {
  vi.stubEnv('SHOP_TOKEN', 'abc');
  onTestFinished(() => void vi.unstubAllEnvs());
  const path = await folderOf({
    'deploy/app.yaml': deploymentOf('      containers: [{ name: web, image: web }]\n'),
    'openapi.yaml': `openapi: 3.1.0
components: { securitySchemes: { token: { type: http } } }
security: [{ token: [] }]
paths: { /a: { get: {} } }
`,
    'rehearse.yaml': `manifests: deploy
containers: { web: { entrypoint: [sh] } }
load:
  headers: { Authorization: Bearer $(SHOP_TOKEN) }
  openapi: openapi.yaml
state:
  write: { method: PUT, path: /b, headers: { authorization: none } }
  read: { path: /b }
`,
    'none.yaml': 'load:\n  headers:\n    Authorization: Bearer $(SHOP_TOKEN_OF_NOBODY)\n',
  });
  await using rehearsal = await readRehearsal({ path });
  const given = { Authorization: 'Bearer abc' };
  expect(rehearsal.settings).toMatchObject({
    load: { steps: [{ path: '/a', headers: given }] },
    state: { write: { headers: { authorization: 'none' } }, read: { headers: given } },
  });
  expect(rehearsal.settings.state?.write.headers).not.toHaveProperty('Authorization');
  await expect(readSettings(path, join(path, 'none.yaml'))).rejects.toThrow(
    'none.yaml:3:5: load.headers.Authorization: the variable SHOP_TOKEN_OF_NOBODY is not set where this command runs',
  );
});

test('a header of all requests that one of them can’t have is told before anything starts', async () => {
  const path = await folderOf({
    'deploy/app.yaml': deploymentOf('      containers: [{ name: web, image: web }]\n'),
    'rehearse.yaml': `manifests: deploy
containers: { web: { entrypoint: [sh] } }
load:
  headers: { connection: close }
  steps: [{ path: / }]
state:
  write: { method: PUT, path: /b, kind: h2c }
  read: { path: /b }
`,
  });
  await expect(readRehearsal({ path })).rejects.toThrow('connection');
});
