import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ofKind,
  type Container,
  type KubernetesObject,
  type PodSpec,
} from '../../packages/toolkit/src/model/index.ts';

/** What the demo gives a pod that a cluster would. */
export interface PodSettings {
  readonly objects: readonly KubernetesObject[];
  readonly pod: PodSpec;
  /** The Secret that the manifests refer to. */
  readonly secret: Readonly<Record<string, string>>;
  /** Variables that this machine needs otherwise, such as ports. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Where volumes are made. */
  readonly folder: string;
}

/** The arguments of `podman run` for a container of the pod: its user, mounts, environment, image and command. */
export async function podmanArguments(settings: PodSettings, container: Container): Promise<string[]> {
  const { pod } = settings;
  const security = container.securityContext;
  const { runAsUser, runAsGroup } = pod.securityContext ?? {};
  const env = Object.entries(environment(settings, container)).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const command = container.command?.length ? ['--entrypoint', JSON.stringify(container.command)] : [];
  return [
    ...(security?.readOnlyRootFilesystem ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...(security?.capabilities?.drop ?? []).map((name) => `--cap-drop=${name}`),
    ...(security?.allowPrivilegeEscalation === false ? ['--security-opt=no-new-privileges'] : []),
    ...(runAsUser === undefined ? [] : ['--user', `${runAsUser}:${runAsGroup ?? runAsUser}`]),
    `--stop-timeout=${pod.terminationGracePeriodSeconds ?? 30}`,
    ...(await mounts(settings, container)),
    ...env,
    ...command,
    container.image ?? '',
    ...(container.args ?? []),
  ];
}

function environment(
  { objects, secret, overrides }: PodSettings,
  container: Container,
): Record<string, string> {
  const env: Record<string, string> = { KUBERNETES_SERVICE_HOST: '127.0.0.1' };
  for (const { configMapRef } of container.envFrom ?? [])
    Object.assign(
      env,
      ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name)?.data,
    );
  for (const { name, value, valueFrom } of container.env ?? []) {
    const key = valueFrom?.secretKeyRef?.key;
    const found =
      valueFrom == null
        ? (value ?? '')
        : key === undefined
          ? downward[valueFrom.fieldRef?.fieldPath ?? '']
          : secret[key];
    if (found !== undefined) env[name] = found;
  }
  return { ...env, ...overrides };
}

/** What the downward API would say. */
const downward: Readonly<Record<string, string>> = {
  'metadata.name': 'shop-demo',
  'metadata.namespace': 'demo',
  'spec.nodeName': 'this-machine',
  'status.podIP': '127.0.0.1',
};

async function mounts(
  { objects, pod, secret, folder }: PodSettings,
  container: Container,
): Promise<string[]> {
  const args: string[] = [];
  for (const { name, mountPath, readOnly } of container.volumeMounts ?? []) {
    const volume = pod.volumes?.find((it) => it.name === name);
    if (volume?.emptyDir !== undefined) {
      args.push('--tmpfs', `${mountPath}:mode=0777`);
      continue;
    }
    const config = ofKind(objects, 'ConfigMap').find(
      ({ metadata }) => metadata.name === volume?.configMap?.name,
    );
    const target = join(folder, name);
    await mkdir(target, { recursive: true });
    for (const [file, text] of Object.entries(volume?.secret === undefined ? (config?.data ?? {}) : secret))
      await writeFile(join(target, file), text);
    args.push('--volume', `${target}:${mountPath}${readOnly ? ':ro' : ''}`);
  }
  return args;
}
