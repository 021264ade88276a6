/** What users need to test their own service. */
export {
  spawnService,
  type Exit,
  type LogLine,
  type SpawnedService,
  type SpawnOptions,
} from './spawn-service.ts';
export { VirtualClock } from './virtual-clock.ts';
