import { expect, test } from 'vitest';
import { ObjectStore } from '../../objects/index.ts';
import { scenarios, type Stage } from '../index.ts';

/** A StatefulSet of this update strategy, for which every scenario has what it needs. */
function stageOf(type: 'OnDelete' | 'RollingUpdate', mounted: boolean): Stage {
  const app = { name: 'app', volumeMounts: mounted ? [{ name: 'config', mountPath: '/etc/db' }] : [] };
  const spec = {
    initContainers: [{ name: 'migrate' }],
    containers: [app],
    volumes: [{ name: 'config', configMap: { name: 'db' } }],
  };
  const workload = {
    kind: 'StatefulSet',
    spec: { updateStrategy: { type } },
    template: { labels: {}, annotations: {}, spec },
    contract: { config: [{ env: 'PORT', type: 'port' }] },
  };
  const objects = new ObjectStore([{ kind: 'ConfigMap', name: 'db', data: {}, binary: {} }]);
  const settings = { configChange: { configMap: 'db', good: { LEVEL: 'debug' } } };
  return { workload, objects, settings, dependencies: new Map([['db', {}]]) } as unknown as Stage;
}

function unsuitable(type: 'OnDelete' | 'RollingUpdate', mounted = false): readonly string[] {
  const stage = stageOf(type, mounted);
  return scenarios
    .filter((scenario) => scenario.unsuitable(stage)?.includes('OnDelete'))
    .map(({ name }) => name);
}

test('under OnDelete no scenario is run that wants its pods replaced: none would be, and all after it be skipped', () => {
  expect(unsuitable('OnDelete')).toEqual(['rollout', 'config-change', 'bad-config', 'failing-migration']);
  expect(unsuitable('OnDelete', true)).not.toContain('config-change');
  expect(unsuitable('RollingUpdate')).toEqual([]);
});
