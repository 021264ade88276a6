import type { ServiceContract } from '@seaworthy/contract';
import { checkManifests, type Finding } from '../../src/manifests/index.ts';
import { formatProblem, readManifestText } from '../../src/model/index.ts';
import { pinger } from './contracts.ts';

/** The least that a service of one HTTP port states: nothing about its manifests is contradicted by being absent. */
export const plain: ServiceContract = {
  ...pinger,
  name: 'web',
  language: 'other',
  shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 5 },
  probes: {},
  config: [],
  resources: {},
};

/** A Deployment of the service `web` with more fields of its container and of its pod, each a line of YAML. */
export function workload(container: readonly string[] = [], pod: readonly string[] = [], name = 'web') {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${pod.map((line) => `      ${line}\n`).join('')}\
      containers:
        - name: ${name}
          image: ${name}:1
${container.map((line) => `          ${line}\n`).join('')}\
`;
}

/** What is found in manifests of one or more documents. */
export function check(
  contract: ServiceContract,
  ...texts: readonly string[]
): {
  readonly findings: readonly Finding[];
  readonly rules: readonly string[];
  readonly problems: readonly string[];
} {
  const { objects, problems } = readManifestText(texts.join('---\n'), 'f.yaml');
  const findings = checkManifests(contract, objects);
  return { findings, rules: findings.map(({ rule }) => rule), problems: problems.map(formatProblem) };
}
