import type { Cases } from './manifest.ts';

/** What leads to pods, and what keeps from them. */
export const network: Cases = {
  'networking.k8s.io/v1 Ingress': [
    'spec: {}',
    'spec: {tls: [{hosts: [a.com]}]}',
    'spec: {rules: [{host: a.com}]}',
    ...[
      'a.com',
      '"*.a.com"',
      '"*"',
      '"*a.com"',
      'a.*.com',
      'A.com',
      'a_b.com',
      'http://a.com',
      'a.com:80',
      'a.com/x',
      '10.0.0.1',
      '"::1"',
      'a.com.',
      'localhost',
    ].flatMap((host) => [
      `spec: {rules: [{host: ${host}}]}`,
      `spec: {tls: [{hosts: [${host}]}], rules: [{host: a.com}]}`,
    ]),
    ...['/', '""', 'a', '/a//b', '/a/../b', '/a/.', '/a%2fb', '/a.b', '/...', '"/a(/|$)(.*)"', '/*'].flatMap(
      (path) =>
        ['Prefix', 'ImplementationSpecific'].map(
          (type) =>
            `spec: {rules: [{http: {paths: [{path: ${path}, pathType: ${type}, backend: {service: {name: a, port: {number: 80}}}}]}}]}`,
        ),
    ),
    ...[
      '{}',
      '{service: {name: a}}',
      '{service: {name: a, port: {}}}',
      '{service: {name: a, port: {name: http}}}',
      '{service: {name: a, port: {name: http, number: 80}}}',
      '{service: {name: a, port: {number: 70000}}}',
      '{service: {name: a, port: {name: "80"}}}',
      '{service: {name: a.b, port: {number: 80}}}',
      '{service: {name: "", port: {number: 80}}}',
      '{resource: {kind: A, name: a}}',
      '{resource: {kind: A, name: a}, service: {name: a, port: {number: 80}}}',
    ].map((backend) => `spec: {defaultBackend: ${backend}}`),
    'spec: {rules: [{http: {paths: []}}]}',
    'spec: {ingressClassName: A, rules: [{host: a.com}]}',
  ],
  'networking.k8s.io/v1 NetworkPolicy': [
    ...[
      '10.0.0.0/8',
      '10.0.0.1/8',
      '10.0.0.1',
      '10.0.0.0/33',
      '0.0.0.0/0',
      '"::/0"',
      '10.0.0/8',
      'a',
      '""',
    ].map((cidr) => `spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]}`),
    ...['10.1.0.0/16', '10.0.0.0/8', '11.0.0.0/16', '10.0.0.1', '"::/1"'].map(
      (except) =>
        `spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [${except}]}}]}]}`,
    ),
    ...[
      '{}',
      '{podSelector: {}}',
      '{podSelector: {}, namespaceSelector: {}}',
      '{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}',
      '{podSelector: {matchLabels: {a: b c}}}',
    ].map((peer) => `spec: {podSelector: {}, ingress: [{from: [${peer}]}]}`),
    ...[
      '{}',
      '{port: 0}',
      '{port: http}',
      '{port: "80"}',
      '{port: 80, endPort: 80}',
      '{port: 80, endPort: 70}',
      '{port: http, endPort: 80}',
      '{endPort: 80}',
    ].map((port) => `spec: {podSelector: {}, ingress: [{ports: [${port}]}]}`),
  ],
  'v1 Service': [
    ...['a.com', 'a.com.', 'https://a.com', 'a.com:80', 'A.com', '10.0.0.1'].map(
      (name) => `spec: {type: ExternalName, externalName: "${name}"}`,
    ),
    ...[
      'loadBalancerSourceRanges: [10.0.0.0/8]',
      'loadBalancerSourceRanges: [10.0.0.1]',
      'externalTrafficPolicy: Cluster',
      'loadBalancerClass: a.com/b',
      'allocateLoadBalancerNodePorts: false',
      'healthCheckNodePort: 30000',
      'externalIPs: [a.com]',
      'externalIPs: [1.2.3.4], externalTrafficPolicy: Cluster',
      'clusterIP: none',
      'clusterIP: None',
    ].flatMap((fields) =>
      ['ClusterIP', 'LoadBalancer'].map((type) => `spec: {type: ${type}, ports: [{port: 80}], ${fields}}`),
    ),
    ...[
      '{port: 80, name: ""}',
      '{port: 80, name: ""}, {port: 81, name: b}',
      '{port: 80, targetPort: 0}',
      '{port: 80, targetPort: ""}',
      '{port: 80, targetPort: "8080"}',
      '{port: 80, appProtocol: a b}',
    ].map((ports) => `spec: {ports: [${ports}]}`),
    'spec: {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}}',
  ],
};
