import type { Container } from '../../../model/index.ts';
import type { DataObject } from '../../objects/index.ts';

/** The variables whose values stand in the manifests, without expansion. No Secret is among them: reports are shown around. */
export function plainEnv(
  { env: stated, envFrom }: Container,
  objects: readonly DataObject[],
): Record<string, string> {
  const dataOf = (name: string | undefined) =>
    objects.find((it) => it.kind === 'ConfigMap' && it.name === name)?.data ?? {};
  const env: Record<string, string> = {};
  for (const { configMapRef, prefix = '' } of envFrom ?? [])
    for (const [key, value] of Object.entries(dataOf(configMapRef?.name))) env[`${prefix}${key}`] = value;
  for (const { name, value, valueFrom } of stated ?? []) {
    const key = valueFrom?.configMapKeyRef;
    const known = valueFrom == null ? (value ?? '') : key && dataOf(key.name)[key.key];
    if (known != null) env[name] = known;
    else delete env[name];
  }
  return env;
}
