/** What runs containers. The kubelet knows only the interface. */
export { catchesSignal } from './caught-signals.ts';
export { listeningNowhere } from './engine.ts';
export type {
  Address,
  ContainerConfig,
  ContainerEngine,
  ContainerUsage,
  ExecResult,
  Exit,
  HttpAnswer,
  HttpRequest,
  Listening,
  Mount,
  OutputListener,
  PodIdentity,
  PodResources,
  PodNetwork,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from './engine.ts';
export {
  childrenOf,
  createProcessEngine,
  type LocalProgram,
  type PortVariable,
  type ProcessEngine,
  type ProcessEngineOptions,
} from './process/index.ts';
