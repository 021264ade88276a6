import type { StartRefusal } from '../../engines/index.ts';

/** Why a container cannot be configured. Its message is what the container's status says. */
export class ConfigError extends Error {
  override readonly name = 'CreateContainerConfigError';

  /** As an engine would refuse it. */
  get refusal(): StartRefusal {
    return { refused: this.name, message: this.message };
  }
}
