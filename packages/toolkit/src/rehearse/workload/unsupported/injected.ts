import type { Scope } from './scope.ts';

/** The labels and annotations by which pods ask for what admission webhooks put into them, by their makers' documentation. */
const REQUEST =
  /^(sidecar\.istio\.io\/inject|linkerd\.io\/inject|(vault|consul)\.hashicorp\.com\/(agent|connect)-inject|dapr\.io\/enabled|instrumentation\.opentelemetry\.io\/inject-.+|admission\.datadoghq\.com\/enabled)$/;

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What of a pod is not in its manifest: nobody here puts it in. */
export function injectionProblems(metadata: Metadata | undefined, scope: Scope): void {
  for (const field of ['labels', 'annotations'] as const)
    for (const [key, value] of Object.entries(metadata?.[field] ?? {}))
      if (REQUEST.test(key) && value !== 'false' && value !== 'disabled')
        scope
          .at(field, key)
          .tell('no webhook puts anything into the pod: sidecars, files and variables of it are not there');
}
