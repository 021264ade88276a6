import leven from 'leven';
import { ofKind } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import type { Subject } from '../subject.ts';

/** So many letters of a name may be wrong for it to be the same one, mistyped. */
const MISTYPED = 2;

/**
 * A ServiceAccount of the pods that is not there, beside one that no pod of the set uses and that is called almost so, or as the workload or
 * the service: no pod is created without its account (plugin/pkg/admission/serviceaccount). Others may be elsewhere, and are not missing.
 */
export function serviceAccount({ contract, workload, pod, objects, atPod }: Subject): Finding[] {
  const { serviceAccountName: name = '' } = pod;
  const accounts = ofKind(objects, 'ServiceAccount');
  if (name === '' || name === 'default' || accounts.some(({ metadata }) => metadata.name === name)) return [];
  const used = new Set(objects.map((it) => madePod(it).spec?.serviceAccountName));
  const own = new Set([contract.name, workload.metadata.name]);
  const meant = accounts
    .map(({ metadata }) => metadata.name)
    .find((it) => !used.has(it) && (own.has(it) || leven(it, name) <= MISTYPED));
  if (meant === undefined) return [];
  return [
    finding(
      'container/no-service-account',
      atPod('serviceAccountName'),
      `there is no ServiceAccount ${name}, without which no pod is created, and nothing runs as ${meant}`,
      `Name the ServiceAccount ${meant}.`,
    ),
  ];
}
