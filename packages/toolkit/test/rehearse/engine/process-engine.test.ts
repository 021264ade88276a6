import { createProcessEngine, type ProcessEngineOptions } from 'seaworthy/rehearse';
import { describe } from 'vitest';
import { conformance, type Abilities } from './conformance.ts';
import { hosts, portVariables, QUITTING_IMAGE, UNKNOWN_IMAGE, type Output } from './stage.ts';

const make = (options: Partial<ProcessEngineOptions>) => (output: Output) =>
  createProcessEngine({
    programOf: (_, image) =>
      image === UNKNOWN_IMAGE
        ? undefined
        : { entrypoint: [], ...(image === QUITTING_IMAGE && { stopSignal: 'SIGQUIT' }) },
    onOutput: output.take,
    portVariables,
    hosts,
    ...options,
  });

for (const [where, options] of [
  ['as this machine allows', {}],
  ['without root', { withoutRoot: true }],
] as const) {
  const can = await abilities(options);
  const lacking = Object.entries(can).filter(([, is]) => !is);
  if (lacking.length > 0) console.log(`skipped ${where}: ${lacking.map(([name]) => name).join(', ')}`);
  describe(where, () => conformance(make(options), can));
}

async function abilities(options: Partial<ProcessEngineOptions>): Promise<Abilities> {
  await using engine = await createProcessEngine({ programOf: () => undefined, ...options });
  return engine.can;
}
