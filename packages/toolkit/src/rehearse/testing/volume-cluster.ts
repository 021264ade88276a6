import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Container, PodSpec } from '../../model/index.ts';
import type { ContainerConfig } from '../engines/index.ts';
import { ObjectStore, type DataObject } from '../objects/index.ts';
import { testCluster } from './cluster.ts';
import type { ContainerScript } from './scripted-engine.ts';

type Volumes = NonNullable<PodSpec['volumes']>;

/** A ConfigMap or Secret of texts. */
export function dataObject(
  name: string,
  data: Record<string, string>,
  kind: DataObject['kind'] = 'ConfigMap',
): DataObject {
  return { kind, name, data, binary: {} };
}

/** A cluster with a folder of its own, in which one container `app` mounts each volume at `/NAME`. */
export function volumeCluster(
  script: Parameters<typeof testCluster>[0] = {},
  options: Parameters<typeof testCluster>[1] = {},
) {
  const volumesFolder = mkdtempSync(join(tmpdir(), 'seaworthy-volumes-'));
  onTestFinished(() => rmSync(volumesFolder, { recursive: true, force: true }));
  const objects = new ObjectStore([
    dataObject('config', { a: '1', b: '2' }),
    dataObject('secret', { key: 'x' }, 'Secret'),
  ]);
  const cluster = testCluster(script, { objects, volumesFolder, ...options });
  const run = (volumes: Volumes, app: Partial<Container> = {}) =>
    cluster.kubelet.run({
      name: 'pod',
      revision: 1,
      labels: { app: 'shop' },
      spec: {
        volumes,
        containers: [
          { name: 'app', volumeMounts: volumes.map(({ name }) => ({ name, mountPath: name })), ...app },
        ],
      },
    });
  /** The mount of the container's newest start. */
  const mount = (path: string) => mountOf(cluster.engine.configs.at(-1), path);
  const read = (path: string, file: string) => readFileSync(join(mount(path).source, file), 'utf8');
  return { ...cluster, run, objects, mount, read, volumesFolder };
}

/** What a container has at a path. */
export function mountOf(config: ContainerConfig | undefined, path: string) {
  const found = config?.mounts.find((mount) => mount.path === path);
  if (found === undefined) throw new Error(`nothing is mounted at ${path}`);
  return found;
}

/** A container that crashes once, after 5.5 s. */
export const crashOnce = (_: string, restarts: number): ContainerScript =>
  restarts === 0 ? { exit: { afterMs: 5500, code: 1 } } : {};
