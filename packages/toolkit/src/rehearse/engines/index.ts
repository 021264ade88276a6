/** What runs containers. The kubelet knows only the interface. */
export type {
  ContainerConfig,
  ContainerEngine,
  ContainerUsage,
  Exit,
  HttpAnswer,
  HttpRequest,
  Mount,
  OutputListener,
  PodIdentity,
  PodNetwork,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from './engine.ts';
