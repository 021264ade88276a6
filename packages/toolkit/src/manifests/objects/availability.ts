import type { ServiceContract } from '@seaworthy/contract';
import type { Kinds } from '../../model/index.ts';
import { labelsOf, selectorOf } from '../names.ts';
import { note, type Annotated } from '../text/index.ts';

const MIN_REPLICAS = 3;
const MAX_REPLICAS = 10;

/** As many replicas as the load needs, and never fewer than availability needs. */
export function autoscaler(contract: ServiceContract): Annotated<Kinds['HorizontalPodAutoscaler']> {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: contract.name },
      minReplicas: note(MIN_REPLICAS, 'One may be drained while another one crashes, and one still serves.'),
      maxReplicas: note(
        MAX_REPLICAS,
        'A bound for cost and for the connections that each replica opens; raise it knowingly.',
      ),
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: {
              type: 'Utilization',
              averageUtilization: note(
                70,
                'Percent of the CPU request. The rest carries the load until a new pod is ready.',
              ),
            },
          },
        },
      ],
      behavior: {
        scaleDown: {
          stabilizationWindowSeconds: note(
            300,
            'A lull of less than 5 min takes nothing away (Kubernetes\u2019 own default, stated).',
          ),
        },
      },
    },
  };
}

/** One pod at a time when nodes are drained. */
export function disruptionBudget(contract: ServiceContract): Annotated<Kinds['PodDisruptionBudget']> {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      selector: { matchLabels: selectorOf(contract) },
      maxUnavailable: note(
        1,
        `Of at least ${MIN_REPLICAS}. Unlike minAvailable it blocks no drain, however many replicas there are.`,
      ),
      unhealthyPodEvictionPolicy: note(
        'AlwaysAllow',
        'A pod that is broken anyway does not keep a node from being drained.',
      ),
    },
  };
}
