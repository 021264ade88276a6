/** Whether what comes from outside of the cluster finds the Service. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const service = (metadata = '{name: web}') => `apiVersion: v1
kind: Service
metadata: ${metadata}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
`;
const ingress = (backend: string, metadata = '{name: web}') => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: ${metadata}
spec:
  rules:
    - http: {paths: [{path: /, pathType: Prefix, backend: {service: ${backend}}}]}
`;
const route = (reference: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {rules: [{backendRefs: [${reference}]}]}
`;
const inShop = service('{name: web, namespace: shop}');
const findings = (...texts: string[]) => check(plain, workload(), ...texts).findings;

test('a port of the pods, where the Service has another', () => {
  expect(findings(service(), ingress('{name: web, port: {number: 8080}}'))).toMatchObject([
    {
      rule: 'routes/port',
      message: 'requests go to port 8080 of the Service web, which has none but http 80',
      object: 'Ingress web',
      path: 'spec.rules[0].http.paths[0].backend.service.port',
    },
  ]);
  expect(findings(inShop, route('{name: web, port: 8080}'))).toMatchObject([
    { rule: 'routes/port', object: 'HTTPRoute web', path: 'spec.rules[0].backendRefs[0].port' },
  ]);
});

test('a Service without ports', () => {
  const headless = service().replace(/ports: .*/, 'clusterIP: None}');
  expect(findings(headless, ingress('{name: web, port: {number: 80}}'))).toMatchObject([
    { message: 'requests go to port 80 of the Service web, which has none' },
  ]);
});

test('the backend for what no rule takes', () => {
  const byDefault = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: web, port: {name: https}}}}
`;
  expect(findings(service(), byDefault)).toMatchObject([{ path: 'spec.defaultBackend.service.port' }]);
});

test.each([
  ['its number', ingress('{name: web, port: {number: 80}}')],
  ['its name', ingress('{name: web, port: {name: http}}')],
  ['what an annotation says', ingress('{name: web, port: {name: use-annotation}}')],
  ['a Service that is elsewhere', ingress('{name: other, port: {number: 8080}}')],
  ['one of its name elsewhere', ingress('{name: web, port: {number: 1}}', '{name: web, namespace: admin}')],
  ['its number by a route', route('{name: web, port: 80}')],
  ['one that a route has elsewhere', route('{name: web, namespace: admin, port: 1}')],
  ['what is no Service', route('{name: web, group: net.gke.io, kind: ServiceImport, port: 1}')],
  ['no port', route('{name: web}, {}, null')],
])('%s', (_, text) => {
  const pods = text.includes('namespace') ? inShop : service();
  expect(findings(pods, text)).toEqual([]);
});
