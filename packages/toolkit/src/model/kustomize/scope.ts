const clusterScoped =
  /^(Namespace|Cluster.*|.*Class|CustomResourceDefinition|PersistentVolume|.*WebhookConfiguration)$/;

/** Whether objects of a kind stand in no namespace. */
export function isClusterScoped(kind: string): boolean {
  return clusterScoped.test(kind);
}
