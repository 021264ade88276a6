/**
 * The numeric user and group of a service's container: `nonroot` of the distroless images. A number, because the kubelet
 * cannot tell that a named user is not root (`verifyRunAsNonRoot` in pkg/kubelet/kuberuntime).
 */
export const CONTAINER_USER = 65532;
