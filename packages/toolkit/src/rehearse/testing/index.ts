/** What the rehearsal's own tests stand on: a virtual clock, and an engine whose containers follow a script. */
export { containerFacts, EvidenceBuilder, rehearsedRollout } from './evidence.ts';
export { testCluster } from './cluster.ts';
export { endpointOf, getRoot, httpSender, onePerSecond, servingPod } from './http-sender.ts';
export { kubernetesDecisions } from './kubernetes-decisions.ts';
export { somePod } from './pod-facts.ts';
export type { ContainerScript } from './scripted-engine.ts';
export { testStage } from './stage.ts';
export { VirtualClock } from './virtual-clock.ts';
export { crashOnce, dataObject, mountOf, volumeCluster } from './volume-cluster.ts';
export { workloadOf } from './workload-of.ts';
