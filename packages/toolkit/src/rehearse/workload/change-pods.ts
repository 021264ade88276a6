import type { ObjectOf, PodSpec } from '../../model/index.ts';
import type { Workload } from './workload.ts';

/** The specifications of its pods, those of its Jobs after its own. */
export function podSpecs({ template, jobs }: Pick<Workload, 'template' | 'jobs'>): readonly PodSpec[] {
  return [template.spec, ...jobs.flatMap(({ spec }) => spec?.template?.spec ?? [])];
}

/** The workload with the specification of each of its pods changed, those of its Jobs too. */
export function changePods(workload: Workload, change: (spec: PodSpec) => PodSpec): Workload {
  const { template, jobs } = workload;
  return {
    ...workload,
    template: { ...template, spec: change(template.spec) },
    jobs: jobs.map((job) => changeJob(job, change)),
  };
}

function changeJob(job: ObjectOf<'Job'>, change: (spec: PodSpec) => PodSpec): ObjectOf<'Job'> {
  const { spec } = job;
  const pod = spec?.template?.spec;
  if (spec === undefined || pod == null) return job;
  return Object.assign({}, job, { spec: { ...spec, template: { ...spec.template, spec: change(pod) } } });
}
