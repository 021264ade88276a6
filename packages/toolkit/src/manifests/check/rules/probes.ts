import { ProbeAlias, type ProbeContract } from '@seaworthy/contract';
import { resolvePort, type Probe } from '../../../model/index.ts';
import { isOnRuntime } from '../../options.ts';
import { finding, type Finding } from '../finding.ts';
import { listeningPort, mayBeSidecar, mayListen, servedPorts } from '../ports.ts';
import type { Subject } from '../subject.ts';

type ProbeKind = 'startup' | 'liveness' | 'readiness';
const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** What the kubelet asks against what the program answers. */
export function probes(subject: Subject): Finding[] {
  return [...kinds.flatMap((kind) => oneProbe(subject, kind)), ...missing(subject)];
}

function oneProbe(subject: Subject, kind: ProbeKind): Finding[] {
  const { container, contract } = subject;
  const probe = container[`${kind}Probe`];
  if (probe?.httpGet == null) return [];
  const { path = '/', port, host = '' } = probe.httpGet;
  const asked = plainPath(subject, path);
  const stated = kinds.filter((it) => contract.probes[it]?.path === asked);
  if (kind === 'liveness' && stated.includes('readiness') && !stated.includes('liveness'))
    return [readinessAsLiveness(subject, path)];
  const own = contract.probes[kind] ?? contract.probes[stated[0] ?? kind];
  if (own?.path === undefined) return host === '' ? portOfNobody(subject, kind, port) : [];
  return [...wrongPath(subject, kind, path, asked, own), ...wrongPort(subject, kind, port, own)];
}

/** The path without its query, and with the slash that the kubelet puts before it; our runtime answers older spellings, too. */
function plainPath({ contract }: Subject, path: string): string {
  const aliases: Readonly<Record<string, string>> = isOnRuntime(contract) ? ProbeAlias : {};
  const [asked = ''] = path.split(/[?#]/, 1);
  const whole = asked.startsWith('/') ? asked : `/${asked}`;
  return aliases[whole] ?? whole;
}

function readinessAsLiveness({ contract, atContainer }: Subject, path: string): Finding {
  return finding(
    'probes/readiness-as-liveness',
    atContainer('livenessProbe', 'httpGet', 'path'),
    `the liveness probe asks ${path}, which is for readiness: an outage of a dependency would restart every pod`,
    contract.probes.liveness?.path === undefined
      ? 'Take the liveness probe out: the contract states none.'
      : `Ask ${contract.probes.liveness.path}.`,
  );
}

function wrongPath(
  { contract, atContainer }: Subject,
  kind: ProbeKind,
  path: string,
  asked: string,
  own: ProbeContract,
): Finding[] {
  const known = kinds.some((it) => contract.probes[it]?.path === asked);
  // Asking for liveness at start is what one does without a startup path; it is no contradiction.
  if (asked === own.path || (known && kind === 'startup')) return [];
  const message = known
    ? `the ${kind} probe asks ${path}, which the contract keeps for another probe`
    : `the ${kind} probe asks ${path}, which is not among the contract's paths`;
  return [
    finding(
      `probes/${kind}-path`,
      atContainer(`${kind}Probe`, 'httpGet', 'path'),
      message,
      `Ask ${own.path}.`,
    ),
  ];
}

function wrongPort(subject: Subject, kind: ProbeKind, port: string | number, own: ProbeContract): Finding[] {
  const stated = subject.contract.ports.find(({ name }) => name === own.port);
  if (stated === undefined) return [];
  const wanted = listeningPort(subject, stated);
  const number = resolvePort(port, subject.container);
  // A port of the contract's name is looked at where the container lists it.
  if (wanted === undefined || number === wanted || (number !== undefined && port === stated.name)) return [];
  const found = number === undefined ? `port ${port}, which the container does not list` : `port ${number}`;
  const place = subject.atContainer(`${kind}Probe`, 'httpGet', 'port');
  return [
    finding(
      `probes/${kind}-port`,
      place,
      `the ${kind} probe asks on ${found}; the program answers on ${wanted}`,
      `Set port to ${stated.name} (${wanted}).`,
    ),
  ];
}

/**
 * Where the contract says nothing of the path: a port by a name that the container does not list, and the Service's number in place of the
 * pods' own. Any other number may be one that a library serves.
 */
function portOfNobody(subject: Subject, kind: ProbeKind, port: string | number): Finding[] {
  const number = resolvePort(port, subject.container);
  const target = number === undefined ? undefined : servedPorts(subject).get(number);
  const isServed = (it: number) =>
    target === undefined || mayListen(subject, it) || mayBeSidecar(subject, it);
  if (number !== undefined && isServed(number)) return [];
  const found =
    number === undefined
      ? `port ${port}, which the container does not list`
      : `port ${number}, which is the Service's`;
  return [
    finding(
      `probes/${kind}-port`,
      subject.atContainer(`${kind}Probe`, 'httpGet', 'port'),
      `the ${kind} probe asks on ${found}: it never succeeds`,
      target === undefined
        ? "List it among the container's ports, or name one of these."
        : `Set port to ${target}.`,
    ),
  ];
}

function missing({ container, contract, atContainer }: Subject): Finding[] {
  const { readiness, startup } = contract.probes;
  const { livenessProbe } = container;
  const findings: Finding[] = [];
  if (readiness !== undefined && container.readinessProbe == null)
    findings.push(
      finding(
        'probes/no-readiness',
        atContainer(),
        'without a readiness probe requests come before the service is ready, and while it is not',
        `Add a readinessProbe for ${describe(readiness)}.`,
      ),
    );
  if (startup !== undefined && container.startupProbe == null && livenessProbe != null)
    findings.push(
      finding(
        'probes/no-startup',
        atContainer('livenessProbe'),
        `without a startup probe the liveness probe kills a start that takes longer than ${startBudgetOf(livenessProbe)} s`,
        `Add a startupProbe for ${describe(startup)}.`,
      ),
    );
  return findings;
}

/** Kubernetes' defaults: pkg/apis/core/v1/defaults.go. */
function startBudgetOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return initialDelaySeconds + (periodSeconds || 10) * (failureThreshold || 3);
}

function describe({ path, port }: ProbeContract): string {
  return path === undefined ? `gRPC health on port ${port}` : `${path} on port ${port}`;
}
