import {
  containersOf,
  hooksOf,
  isBuiltIn,
  isRollout,
  ofKind,
  servicePicks,
  type Container,
  type KubernetesObject,
  type ObjectOf,
  type PodSpec,
} from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import type { Subject } from '../subject.ts';

/**
 * A Service of the pods that picks those of another program, too, such as a worker or a migration of the same labels: as soon as
 * these run they count as ready, and get a share of the requests, which nobody takes there.
 */
export function otherPods(subject: Subject): Finding[] {
  const services = ofKind(subject.objects, 'Service').filter(
    ({ spec }) =>
      // Of a headless one the clients choose: members of a cluster find each other by it, whatever they listen on.
      spec?.clusterIP !== 'None' && servicePicks(spec?.selector, subject.podLabels),
  );
  return services.flatMap((service) =>
    subject.objects.flatMap((other) => {
      const port = portOfNobody(subject, service, other);
      if (port === undefined) return [];
      const what = `${other.kind} ${other.metadata.name}`;
      return [
        finding(
          'ports/other-pods',
          { object: service, path: ['spec', 'selector'] },
          `the Service picks the pods of ${what}, too, which do not listen on port ${port}: they are sent a share of the requests, which is refused`,
          `Give the pods of ${subject.workload.kind} ${subject.workload.metadata.name} a label that those of ${what} do not have, and let the Service select by it.`,
        ),
      ];
    }),
  );
}

/** The port of the Service that the other's pods are sent requests on, and do not listen on. */
function portOfNobody(
  { container, pod, siblings }: Subject,
  { metadata, spec: service }: ObjectOf<'Service'>,
  other: KubernetesObject,
): number | undefined {
  if (!(isBuiltIn(other) || isRollout(other)) || metadata.namespace !== other.metadata.namespace)
    return undefined;
  const { labels, spec } = madePod(other);
  const isOurs = siblings.some((it) => it.kind === other.kind && it.metadata.name === other.metadata.name);
  if (spec === undefined || isOurs || !servicePicks(service?.selector, labels)) return undefined;
  if ((other['spec'] as { replicas?: unknown } | undefined)?.replicas === 0) return undefined;
  const isOther = comesToAnEnd(other)
    ? () => true
    : (port: number) => runsOtherwise(spec, container, pod, port);
  return (service?.ports ?? [])
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ port, targetPort = port }) => Number(targetPort))
    .find((port) => port > 0 && !mayListen(spec, port) && isOther(port));
}

/** One of a name is sent nothing where no container has the name, so that those of a number alone count. */
function mayListen(pod: PodSpec, port: number): boolean {
  return containersOf(pod).some(
    ({ ports, ...said }) =>
      ports?.some(({ containerPort }) => containerPort === port) === true ||
      // What it is started with, and is asked on, may say it where the list does not.
      new RegExp(`(?<!\\d)${port}(?!\\d)`).test(JSON.stringify(said)),
  );
}

/** A test of Helm's is run when somebody looks on. */
function comesToAnEnd(object: KubernetesObject): boolean {
  const isTest = hooksOf(object, 'helm.sh/hook')?.some((hook) => /^test(-|$)/.test(hook)) === true;
  return (object.kind === 'Job' || object.kind === 'CronJob') && !isTest;
}

/**
 * Whether pods are sure to run another program than ours: one that lists its ports, or one of the same image that is started otherwise
 * and says nothing of a port that ours tell of. What is started as ours is the same program, whatever it lists.
 */
function runsOtherwise({ containers }: PodSpec, ours: Container, pod: PodSpec, port: number): boolean {
  const startOf = ({ command, args }: Container) => JSON.stringify([command ?? [], args ?? []]);
  const ofImage = containers.filter((it) => repositoryOf(it) === repositoryOf(ours));
  if (ofImage.some((it) => startOf(it) === startOf(ours))) return false;
  if (containers.some(({ ports = [] }) => ports.length > 0)) return true;
  return ofImage.length > 0 && mayListen(pod, port);
}

/** The image without its tag and digest. */
function repositoryOf({ image = '' }: Container): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}
