/** Why a volume cannot be made yet: the pod stays `ContainerCreating`, with an event `FailedMount` that says this. */
export class MountError extends Error {
  override readonly name = 'FailedMount';
}
