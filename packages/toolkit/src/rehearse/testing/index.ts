/** What the rehearsal's own tests stand on: a virtual clock, and an engine whose containers follow a script. */
export { testCluster, type TestCluster } from './cluster.ts';
export { ScriptedEngine, type ContainerScript } from './scripted-engine.ts';
export { VirtualClock } from './virtual-clock.ts';
