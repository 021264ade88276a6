import { expect, test } from 'vitest';
import { testCluster, workloadOf } from '../../testing/index.ts';
import { serviceAddresses } from './service-addresses.ts';

const manifests = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: prod }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: prod }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: redis, namespace: prod }
spec: { clusterIP: 10.96.0.7, selector: { app: redis }, ports: [{ port: 6379 }] }
---
apiVersion: v1
kind: Service
metadata: { name: mail, namespace: prod }
spec: { type: ExternalName, externalName: mail.example.com, ports: [{ port: 25 }] }
---
apiVersion: v1
kind: Service
metadata: { name: peers, namespace: prod }
spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: elsewhere, namespace: staging }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

test('§1 containers get variables of all Services of their namespace that have an address, and of no other', async () => {
  const workload = await workloadOf(manifests);
  const { clock, engine, kubelet } = testCluster({}, { services: serviceAddresses(workload) });
  kubelet.run({
    name: 'web',
    namespace: workload.namespace,
    revision: 1,
    spec: workload.template.spec,
  });
  await clock.advance(1000);
  const env = engine.configs[0]?.env ?? {};
  expect(env).toMatchObject({
    WEB_SERVICE_HOST: '10.96.1.1',
    WEB_SERVICE_PORT_HTTP: '80',
    // What a program that reads REDIS_PORT as a number meets in a cluster.
    REDIS_PORT: 'tcp://10.96.0.7:6379',
  });
  expect(Object.keys(env).filter((name) => /^(MAIL|PEERS|ELSEWHERE)_/.test(name))).toEqual([]);
});
