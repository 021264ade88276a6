import type { ServiceContract } from '@seaworthy/contract';
import type { Container, PodSpec } from '../../model/index.ts';
import { mountPath, namesOf } from '../names.ts';
import { settingsOf, type SecretEntry } from '../settings.ts';
import { note, type Annotated } from '../text/index.ts';

type Volume = Annotated<NonNullable<PodSpec['volumes']>[number]>;
type VolumeMount = Annotated<NonNullable<Container['volumeMounts']>[number]>;

/** What is mounted and where; both undefined where nothing is. */
export function volumesOf(contract: ServiceContract): {
  readonly volumes: readonly Volume[] | undefined;
  readonly mounts: readonly VolumeMount[] | undefined;
} {
  const entries = [...configVolumes(contract), ...writableVolumes(contract)];
  if (entries.length === 0) return { volumes: undefined, mounts: undefined };
  return { volumes: entries.map(({ volume }) => volume), mounts: entries.map(({ mount }) => mount) };
}

interface Entry {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

function configVolumes(contract: ServiceContract): Entry[] {
  const { file, secretFiles } = settingsOf(contract);
  const names = namesOf(contract);
  const config = {
    volume: {
      name: 'config',
      configMap: {
        name: note(
          names.file,
          'Its name has no hash, so a change reaches the running pods (within 90 s) instead of rolling them.',
        ),
      },
    },
    // A whole directory: a subPath mount would never be updated.
    mount: { name: 'config', mountPath: mountPath.config, readOnly: true },
  };
  const secrets = {
    volume: secretVolume(names.secret, secretFiles),
    mount: { name: 'secrets', mountPath: mountPath.secrets, readOnly: true },
  };
  return [...(file.length === 0 ? [] : [config]), ...(secretFiles.length === 0 ? [] : [secrets])];
}

/** Keys that may be absent need a source of their own: a Secret is optional as a whole. */
function secretVolume(secretName: string, entries: readonly SecretEntry[]): Volume {
  const name = 'secrets';
  const itemsOf = (optional: boolean) =>
    entries.filter((entry) => entry.optional === optional).map(({ env }) => ({ key: env, path: env }));
  const [needed, others] = [itemsOf(false), itemsOf(true)];
  if (others.length === 0) return { name, secret: { secretName, items: needed } };
  const optional = note(true, 'The service runs without them; a file that comes later is read then.');
  const sources = [
    ...(needed.length === 0 ? [] : [{ secret: { name: secretName, items: needed } }]),
    { secret: { name: secretName, items: others, optional } },
  ];
  return { name, projected: { sources } };
}

/** Of a DNS label (RFC 1123). */
const MAX_NAME = 63;

function volumeName(path: string): string {
  return `writable${path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')}`;
}

function writableVolumes({ writablePaths = [] }: ServiceContract): Entry[] {
  const names = writablePaths.map((path) => volumeName(path));
  return writablePaths.map((path, index) => {
    const [own = '', first] = [names[index], names.indexOf(names[index] ?? '')];
    // Different paths may share a name, or be too long for one; no path alone makes two hyphens.
    const name = first === index && own.length <= MAX_NAME ? own : `writable--${index + 1}`;
    const sizeLimit = note(
      '256Mi',
      'Gone with the pod. A writer that goes beyond it has its pod evicted, and not its neighbours\u2019.',
    );
    return { volume: { name, emptyDir: { sizeLimit } }, mount: { name, mountPath: path } };
  });
}
