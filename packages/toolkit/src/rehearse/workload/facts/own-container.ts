import { serviceContainer } from '../../../manifests/index.ts';
import type { Container } from '../../../model/index.ts';
import type { Workload } from '../workload.ts';
import { servedBy } from './served-by.ts';
import { trafficPort } from './traffic-port.ts';

/**
 * The container that runs the service, on which faults are inflicted: the one that manifests are checked for, and where nothing
 * tells that, the one that the load reaches.
 */
export function ownContainer(workload: Workload): Container | undefined {
  const { contract, template } = workload;
  return serviceContainer(contract, template, servedBy(template.spec, trafficPort(workload)));
}
