/** What runs containers. The kubelet knows only the interface. */
export type {
  ContainerEngine,
  Exit,
  HttpAnswer,
  HttpRequest,
  PodIdentity,
  PodNetwork,
  PodSandbox,
  RunningContainer,
  StartRefusal,
} from './engine.ts';
