import type { PodSpec } from '../../model/index.ts';
import type { DataObject } from '../objects/index.ts';
import { livingPods } from './stage/pods.ts';
import { revisionFails, unreplacedReason } from './stage/revision.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { settled } from './stage/settled.ts';

/** A kubelet writes a changed ConfigMap into volumes within 90 s: its sync of a minute, and its cache. In milliseconds. */
const VOLUME_MS = 95_000;

/** The same once the files are as before, in milliseconds: nothing is judged of that. */
const RESTORED_MS = 1000;

/** How long a program is watched after its files have changed, in milliseconds: those that poll do so every second or two. */
const WATCHED_MS = 4000;

/** A ConfigMap is changed as the settings say: first well, then badly, then back. */
export const configChange: Scenario = {
  name: 'config-change',
  title: 'configuration changes: a good value, then a bad one',
  patterns: [5],
  unsuitable(stage) {
    const { settings, objects, workload } = stage;
    const { configChange: change } = settings;
    if (change === undefined) return 'the settings name no change of a ConfigMap (`configChange`)';
    const { configMap } = change;
    if (objects.get('ConfigMap', configMap) === undefined)
      return `there is no ConfigMap ${configMap} to change`;
    return isMounted(workload.template.spec, configMap) ? undefined : unreplacedReason(stage);
  },
  async run(stage) {
    const { objects, settings, workload } = stage;
    const { configMap = '', good = {}, bad } = settings.configChange ?? {};
    const before = objects.get('ConfigMap', configMap);
    if (before === undefined) return;
    const change = isMounted(workload.template.spec, configMap) ? changeFiles : rollOut;
    stage.step(`Changing ${Object.keys(good).join(', ')} of ConfigMap ${configMap}.`);
    stage.measured('config-good', configMap);
    await change(stage, { ...before, data: { ...before.data, ...good } });
    await settled(stage);
    if (bad !== undefined) {
      stage.step(`Writing a bad ${Object.keys(bad).join(', ')} into ConfigMap ${configMap}.`);
      stage.measured('config-bad', configMap);
      await change(stage, { ...before, data: { ...before.data, ...bad } });
    }
    stage.step(`Writing ConfigMap ${configMap} back.`);
    await change(stage, before, RESTORED_MS);
    await settled(stage);
  },
};

/** Writes it and waits until the volume of every pod holds it, and then as long as a program needs to notice. */
async function changeFiles(stage: Stage, object: DataObject, watchedMs = WATCHED_MS): Promise<void> {
  const from = stage.clock.now();
  stage.objects.put(object);
  const updated = () =>
    livingPods(stage).every(({ name }) =>
      stage.events.some((event) => event.type === 'volume-updated' && event.pod === name && event.at >= from),
    );
  await stage.until(updated, VOLUME_MS);
  await stage.clock.sleep(watchedMs, stage.signal);
}

/** Writes it and rolls it out, as a ConfigMap with the hash of its content in its name is. */
async function rollOut(stage: Stage, object: DataObject): Promise<void> {
  stage.objects.put(object);
  stage.restart();
  stage.measured('config-rolled-out', true);
  // A good change ends the wait as well: its revision is complete.
  await revisionFails(stage);
}

/** A file mounted by subPath is never updated, so it counts as none. */
function isMounted({ volumes = [], containers }: PodSpec, configMap: string): boolean {
  const names = new Set<string>();
  for (const { name, configMap: own, projected } of volumes) {
    const sources = [own, ...(projected?.sources ?? []).map((source) => source?.configMap)];
    if (sources.some((source) => source?.name === configMap)) names.add(name);
  }
  return containers.some(({ volumeMounts = [] }) =>
    volumeMounts.some(({ name, subPath }) => subPath == null && names.has(name)),
  );
}
