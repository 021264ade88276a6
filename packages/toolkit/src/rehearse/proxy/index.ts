/** Who gets a connection or a request: choosers over the endpoints as one proxy sees them. None of them opens a socket. */
export { ClientAffinity } from './client-affinity.ts';
export { EnvoyChooser } from './envoy.ts';
export { chooseForConnection, usableEndpoints } from './kube-proxy.ts';
export { IngressNginxChooser, nextTry, upstreamKeepAlive } from './ingress-nginx.ts';
export { UpstreamPool, type KeepAlive, type UpstreamConnection } from './upstream-pool.ts';
