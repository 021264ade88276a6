import { containersOf, type Container, type PodSpec } from '../../../model/index.ts';
import type { Scope } from './scope.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];

/** 0644 (pkg/apis/core/v1/defaults.go). */
const DEFAULT_MODE = 0o644;

/**
 * Tells of volumes with files that belong to root and that a container's user could not read in a cluster: a rehearsal lets every
 * user read. With `fsGroup` they would be its group's (pkg/volume/volume_linux.go SetVolumeOwnership).
 */
export function unreadableFiles(spec: PodSpec, scope: Scope): void {
  const { volumes = [], securityContext: { fsGroup } = {} } = spec;
  if (fsGroup !== undefined) return;
  for (const [index, volume] of volumes.entries()) {
    const users = containersOf(spec).filter((container) => mounts(container, volume));
    for (const mode of new Set(modesOf(volume))) {
      const kept = users.find((container) => !mayRead(container, spec, mode));
      if (kept === undefined) continue;
      scope
        .at('volumes', index)
        .tell(
          `files of root with the mode 0${mode.toString(8)} are read by the container ${kept.name}, whose user could not in a cluster (without fsGroup)`,
        );
    }
  }
}

function mounts({ volumeMounts = [] }: Container, { name }: Volume): boolean {
  return volumeMounts.some((mount) => mount.name === name);
}

/** True where nobody knows: by what user an image is run, and of what group a user is. */
function mayRead(
  { securityContext: own = {} }: Container,
  { securityContext: pods = {} }: PodSpec,
  mode: number,
): boolean {
  const user = own.runAsUser ?? pods.runAsUser;
  const isRoot = user === undefined ? (own.runAsNonRoot ?? pods.runAsNonRoot) !== true : user === 0;
  const groups = [own.runAsGroup ?? pods.runAsGroup ?? 0, ...(pods.supplementalGroups ?? [])];
  return isRoot || (mode & 0o004) !== 0 || ((mode & 0o040) !== 0 && groups.includes(0));
}

function modesOf({ configMap, secret, downwardAPI, projected }: Volume): number[] {
  const sources = (projected?.sources ?? []).map((source) => ({
    defaultMode: projected?.defaultMode,
    items: (source.configMap ?? source.secret ?? source.downwardAPI)?.items,
  }));
  return [configMap, secret, downwardAPI, ...sources].flatMap((source) => {
    if (source == null) return [];
    const { items, defaultMode = DEFAULT_MODE } = source;
    return items?.length ? items.map(({ mode = defaultMode }) => mode) : [defaultMode];
  });
}
