import type { ObjectOf, PodSpec } from '../../../model/index.ts';

type ClaimTemplates = NonNullable<ObjectOf<'StatefulSet'>['spec']>['volumeClaimTemplates'];

/**
 * A pod's specification with a volume for each template of a claim, in place of one of that name
 * (stateful_set_utils.go updateStorage). Its claim is named after the pod, so that the pod's successor has it too.
 */
export function withClaims(spec: PodSpec, podName: string, templates: ClaimTemplates): PodSpec {
  if (!templates?.length) return spec;
  const claimed = templates.map(({ metadata: { name = '' } = {} }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${podName}` },
  }));
  const others = (spec.volumes ?? []).filter((volume) => claimed.every(({ name }) => name !== volume.name));
  return { ...spec, volumes: [...claimed, ...others] };
}
