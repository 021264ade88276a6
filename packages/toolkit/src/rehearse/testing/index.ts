/** What the rehearsal's own tests stand on: a virtual clock, and an engine whose containers follow a script. */
export { ScriptedEngine, type ContainerScript, type Request } from './scripted-engine.ts';
export { VirtualClock } from './virtual-clock.ts';
