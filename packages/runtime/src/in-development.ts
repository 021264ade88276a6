import { EnvName } from '@seaworthy/contract';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether the process runs in a pod, by a variable that the kubelet sets. An empty one counts as unset. */
export function isInKubernetes(env: Env): boolean {
  return (env[EnvName.kubernetes] ?? '') !== '';
}

/** Whether it serves only whoever develops it: outside Kubernetes, unless `NODE_ENV` is `production`. */
export function isInDevelopment(env: Env): boolean {
  return !isInKubernetes(env) && env[EnvName.nodeEnv] !== 'production';
}
