import type {
  IClusterRoleBinding,
  IPolicyRule,
  IRole,
  IRoleRef,
  ISubject,
} from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import type { Tell } from '../breaches.ts';
import { isSubdomain, subdomainFault } from '../names.ts';

const group = 'rbac.authorization.k8s.io';

/** What may be done (`ValidatePolicyRule`). */
export function checkPolicyRule(rule: IPolicyRule, tell: Tell): void {
  const { verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (verbs.length === 0) tell(['verbs'], 'there is at least one');
  if (nonResourceURLs.length > 0) {
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      tell(['nonResourceURLs'], 'a rule is about URLs or about resources, and this one about both');
    return;
  }
  if (apiGroups.length === 0) tell(['apiGroups'], 'there is at least one; "" is that of pods and Services');
  if (resources.length === 0) tell(['resources'], 'there is at least one');
}

/** URLs belong to no namespace (`ValidatePolicyRule` of a Role). */
export function checkRole({ rules = [] }: IRole, tell: Tell): void {
  for (const [index, { nonResourceURLs = [] }] of rules.entries())
    if (nonResourceURLs.length > 0) tell(['rules', index, 'nonResourceURLs'], 'a ClusterRole alone has them');
}

/** What is granted (`ValidateRoleBinding`). */
export function checkRoleRef({ apiGroup }: IRoleRef, tell: Tell): void {
  // An empty one is filled in.
  if (apiGroup && apiGroup !== group) tell(['apiGroup'], `it is ${group}`);
}

/** Whom it is granted to (`ValidateRoleBindingSubject`). */
export function checkSubject({ kind, name, apiGroup }: ISubject, tell: Tell): void {
  if (kind !== 'ServiceAccount') {
    if (apiGroup && apiGroup !== group) tell(['apiGroup'], `that of a ${kind} is ${group}`);
    return;
  }
  if (name !== '' && !isSubdomain(name)) tell(['name'], subdomainFault);
  if (apiGroup) tell(['apiGroup'], 'a ServiceAccount has none');
}

/** A binding of the whole cluster is in no namespace that its accounts could be in (`ValidateClusterRoleBinding`). */
export function checkBindingSubjects({ roleRef, subjects = [] }: IClusterRoleBinding, tell: Tell): void {
  if (roleRef.kind === 'Role')
    tell(['roleRef', 'kind'], 'of the whole cluster a ClusterRole alone is granted');
  for (const [index, { kind, namespace }] of subjects.entries())
    if (kind === 'ServiceAccount' && !namespace)
      tell(['subjects', index], 'in a ClusterRoleBinding a ServiceAccount needs its namespace');
}
