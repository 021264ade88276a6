import type { KubernetesObject, PodSpec } from '../../model/index.ts';

/** What an object says of the pods that it is or makes. */
export interface MadePod {
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined where it states none, as of custom resources whose pods are made elsewhere. */
  readonly spec: PodSpec | undefined;
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

/** The pod that an object is, or those that it makes; custom resources, such as Argo's Rollout, have a template, too. */
export function madePod({ kind, metadata, ...object }: KubernetesObject): MadePod {
  const spec = object['spec'] as
    | {
        readonly template?: Template;
        readonly jobTemplate?: { readonly spec?: { readonly template?: Template } };
      }
    | null
    | undefined;
  if (kind === 'Pod') return { labels: metadata.labels ?? {}, spec: spec as PodSpec | undefined };
  const template = spec?.template ?? spec?.jobTemplate?.spec?.template;
  return { labels: template?.metadata?.labels ?? {}, spec: template?.spec };
}
