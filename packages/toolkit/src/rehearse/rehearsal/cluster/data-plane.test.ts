import { expect, test } from 'vitest';
import { workloadOf } from '../../testing/index.ts';
import { dataPlaneFor, profileFor } from './data-plane.ts';

/** What becomes of a proxy's name with a Service that says this. */
async function planeOf(service: string, name: 'kube-proxy' | 'ingress-nginx' | 'envoy' = 'kube-proxy') {
  const manifests = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }], ${service} }
`;
  const workload = await workloadOf(manifests);
  expect(workload.unsupported).toEqual([]);
  return dataPlaneFor({ name }, workload);
}

test('§5 sessionAffinity: ClientIP of the Service is kube-proxy’s, for 10800 s where it says no time', async () => {
  const config = 'sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } }';
  expect(await planeOf('sessionAffinity: ClientIP')).toEqual({ name: 'kube-proxy', affinitySeconds: 10_800 });
  expect(await planeOf(`sessionAffinity: ClientIP, ${config}`)).toMatchObject({ affinitySeconds: 60 });
  expect(await planeOf('sessionAffinity: None')).toEqual({ name: 'kube-proxy' });
});

test('§5 who does not go by kube-proxy does not keep to it', async () => {
  expect(await planeOf('sessionAffinity: ClientIP', 'envoy')).toEqual({ name: 'envoy' });
  expect(await planeOf('sessionAffinity: ClientIP, clusterIP: None')).toEqual({ name: 'kube-proxy' });
});

test('§5 ingress-nginx sees endpoints by its own lag', () => {
  expect(profileFor('ingress-nginx')).toBe('ingress-nginx');
  expect(profileFor('kube-proxy')).toBe('usual');
});
