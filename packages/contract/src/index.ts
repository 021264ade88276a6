/**
 * The few facts that a service and its Kubernetes manifest must agree on: the {@link ServiceContract} and the numbers,
 * names and paths behind its defaults. No dependencies; what stands here stands nowhere else.
 */
export { CommandExitCode } from './command-exit-code.ts';
export { CONTAINER_USER } from './container-user.ts';
export { EnvName } from './env-name.ts';
export { ExitCode } from './exit-code.ts';
export { OtelEnvName } from './otel-env-name.ts';
export { DefaultPort, PortName } from './port.ts';
export { METRICS_PATH, ProbeAlias, ProbePath } from './probe-path.ts';
export { ShutdownDefault } from './shutdown.ts';
export type * from './service-contract.generated.ts';
