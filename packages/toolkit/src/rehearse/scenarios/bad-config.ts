import type { ServiceContract } from '@seaworthy/contract';
import type { PodSpec } from '../../model/index.ts';
import { revisionFails, unreplacedReason } from './stage/revision.ts';
import type { Scenario } from './scenario.ts';
import { settled } from './stage/settled.ts';

/** How long what has become ready with a bad configuration is watched, in milliseconds. */
const WATCHED_MS = 3000;

/** A variable to break: `missing` it is taken away, else it holds what its type does not allow. */
interface Broken {
  readonly variable: string;
  readonly how: 'missing' | 'malformed';
}

/** A rollout in which a required variable is missing, or one has a malformed value. */
export const badConfig: Scenario = {
  name: 'bad-config',
  title: 'a rollout with a variable that is missing or malformed',
  patterns: [5],
  unsuitable: (stage) =>
    choose(stage.workload.contract, stage.workload.template.spec) === undefined
      ? 'the contract names no variable that is required or has a checkable type'
      : unreplacedReason(stage),
  async run(stage) {
    const { workload, deployment } = stage;
    const broken = choose(workload.contract, workload.template.spec);
    if (broken === undefined) return;
    const { variable, how } = broken;
    stage.step(`Rolling out a revision in which ${variable} is ${how}.`);
    stage.measured('variable-broken', variable);
    stage.restart((spec) => breakVariable(spec, broken));
    if (!(await revisionFails(stage))) await stage.clock.sleep(WATCHED_MS, stage.signal);
    stage.step('Rolling back.');
    deployment.rollBack();
    await settled(stage);
  },
};

/** What no value of this type can be. */
const malformed = 'not-a-value';
const checkable = new Set([
  'integer',
  'number',
  'boolean',
  'port',
  'duration',
  'bytes',
  'cpu',
  'url',
  'enum',
]);

/** A required variable that the manifest sets by itself comes first; then any whose type can be violated. */
function choose(contract: ServiceContract | undefined, { containers }: PodSpec): Broken | undefined {
  const set = new Set(containers.flatMap(({ env = [] }) => env.map(({ name }) => name)));
  const entries = contract?.config ?? [];
  const required = entries.find(
    ({ env, required: isRequired }) => isRequired && namesOf(env).some((name) => set.has(name)),
  );
  if (required !== undefined) return { variable: required.env, how: 'missing' };
  const typed =
    entries.find(({ env, type }) => set.has(env) && checkable.has(type)) ??
    entries.find(({ type, reloadable }) => checkable.has(type) && reloadable !== true);
  return typed && { variable: typed.env, how: 'malformed' };
}

/** A value may come by a file that a second variable names. */
function namesOf(variable: string): readonly string[] {
  return [variable, `${variable}_FILE`];
}

/** Only in main containers: it is the program's own check that is asked for. */
function breakVariable(spec: PodSpec, { variable, how }: Broken): PodSpec {
  const names = namesOf(variable);
  return {
    ...spec,
    containers: spec.containers.map((container) =>
      Object.assign(structuredClone(container), {
        env: [
          ...(container.env ?? []).filter(({ name }) => !names.includes(name)),
          ...(how === 'malformed' ? [{ name: variable, value: malformed }] : []),
        ],
      }),
    ),
  };
}
