import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import type { Act } from '../../view.ts';

/** The container runs as its manifest restricts it. */
export const security: readonly Expectation[] = [
  { name: 'start/runs-restricted', pattern: 1, judge: runsRestricted },
];

const readOnly = /EROFS|read-only file ?system/i;
const denied = /EACCES|permission denied/i;

function runsRestricted({ evidence, pods }: Act): Finding {
  const asked = evidence.workload.containers.filter(
    ({ role, security: { readOnlyRootFilesystem, runAsNonRoot } }) =>
      role !== 'sidecar' && (readOnlyRootFilesystem || runAsNonRoot),
  );
  if (asked.length === 0)
    return notShown(
      'The manifest asks neither for a read-only root file system nor for a user other than root.',
    );
  for (const story of pods.values()) {
    if (story.of('pod-ready').some(({ ready }) => ready)) continue;
    const refused = story.of('container-waiting').find(({ message = '' }) => /non-?root/i.test(message));
    if (refused !== undefined)
      return failure(
        'non-root-failed',
        `${refused.reason}: ${refused.message ?? ''}`,
        story.name,
        refused.at,
      );
    const exit = story
      .of('container-exited')
      .find(({ exitCode, container }) => exitCode !== 0 && asked.some(({ name }) => name === container));
    if (exit === undefined) continue;
    const lines = evidence.logs.filter(({ pod }) => pod === story.name);
    const facts = asked.find(({ name }) => name === exit.container)?.security;
    const erofs = lines.find(({ text }) => readOnly.test(text));
    const eacces = lines.find(({ text }) => denied.test(text));
    if (facts?.readOnlyRootFilesystem === true && erofs !== undefined)
      return failure('read-only-root-failed', erofs.text, story.name, exit.at);
    if (facts?.runAsNonRoot === true && eacces !== undefined)
      return failure('non-root-failed', eacces.text, story.name, exit.at);
  }
  const started = [...pods.values()].some((story) => story.of('pod-ready').some(({ ready }) => ready));
  if (!started) return notShown('No pod became ready.');
  const missing = evidence.conditions.notEmulated.find((text) =>
    /read-only root is not|Users of securityContext/.test(text),
  );
  return missing === undefined
    ? pass(
        'The program runs under the restrictions of its manifest: a read-only root file system, or a user other than root.',
      )
    : notShown(missing);
}

function failure(
  fault: 'read-only-root-failed' | 'non-root-failed',
  text: string,
  pod: string,
  at: number,
): Finding {
  const isReadOnly = fault === 'read-only-root-failed';
  return fail({
    what: isReadOnly
      ? 'The program does not start with a read-only root file system.'
      : 'The program does not start as a user other than root.',
    fault,
    cause: text.slice(0, 300),
    fix: isReadOnly
      ? 'mount an emptyDir where the program writes, such as /tmp'
      : 'let the image own what the program writes to by its user, and state a numeric runAsUser other than 0',
    pod,
    at,
  });
}
