import type { ServiceContract } from '@seaworthy/contract';

/** Names that more than one object, or a file and an object, must agree on. */
export interface Names {
  /** Of the Deployment, Service, container and all that stand by them. */
  readonly service: string;
  /** ConfigMap of environment variables; pods roll when it changes. */
  readonly env: string;
  /** ConfigMap of the mounted file; changes reach running pods. */
  readonly file: string;
  /** The Secret that the cluster must hold. */
  readonly secret: string;
  /** The Service by which metrics are scraped. */
  readonly metrics: string;
}

/** The names of a service's objects. */
export function namesOf({ name }: ServiceContract): Names {
  return {
    service: name,
    env: `${name}-env`,
    file: `${name}-config`,
    secret: `${name}-secrets`,
    metrics: `${name}-metrics`,
  };
}

/** The one label that selects the service's pods; it never changes, as a Deployment's selector may not. */
export function selectorOf({ name }: ServiceContract): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Labels of every object (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). */
export function labelsOf(contract: ServiceContract): Record<string, string> {
  return { ...selectorOf(contract), 'app.kubernetes.io/version': labelValue(contract.version) };
}

/** A label's value takes fewer characters than a version may have (`1.0.0+build` has a plus). */
function labelValue(text: string): string {
  return text
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 63)
    .replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, '');
}

/** Where configuration is mounted. */
export const mountPath = { config: '/etc/seaworthy/config', secrets: '/etc/seaworthy/secrets' } as const;

/** The file in the mounted ConfigMap. */
export const CONFIG_FILE_NAME = 'config.yaml';
