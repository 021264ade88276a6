import { METRICS_PATH, PortName, type ServiceContract } from '@seaworthy/contract';
import { labelsOf, selectorOf } from '../names.ts';
import { note } from '../text/index.ts';

/** Tells a Prometheus operator to scrape each pod (monitoring.coreos.com/v1). */
export function serviceMonitor(contract: ServiceContract) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      selector: { matchLabels: { ...selectorOf(contract), 'app.kubernetes.io/component': 'metrics' } },
      endpoints: [
        {
          port: PortName.admin,
          path: METRICS_PATH,
          interval: note('30s', 'Ten samples in the shortest window that the alert rules look at (5 min).'),
        },
      ],
    },
  };
}
