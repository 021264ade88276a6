/** A workload as verdicts and reports see it. */
export { ownContainer } from './own-container.ts';
export { portVariables, type PortVariable } from './port-variables.ts';
export { strategyOf, workloadFacts } from './workload-facts.ts';
export { isForOperators, servicePort, servicePorts } from './traffic-port.ts';
export { trafficProtocol, type TrafficProtocol } from './traffic-protocol.ts';
