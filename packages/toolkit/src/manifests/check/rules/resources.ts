import { EnvName } from '@seaworthy/contract';
import { limitOf, parseQuantity } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** Above this share of the limit there is no room for what a collector or V8 does not count. */
const MAX_GO_SHARE = 0.95;
const MAX_HEAP_SHARE = 0.9;

/** Memory and CPU: what the contract needs, what the container gets, and what the language's runtime was told. */
export function resources(subject: Subject): Finding[] {
  return [
    ...belowContract(subject),
    ...malformedGoLimit(subject),
    ...memorySettings(subject),
    ...goMaxProcs(subject),
  ];
}

function belowContract({ contract, container, atContainer }: Subject): Finding[] {
  const findings: Finding[] = [];
  for (const resource of ['cpu', 'memory'] as const)
    for (const bound of ['request', 'limit'] as const) {
      const stated = contract.resources?.[resource]?.[bound];
      const found = container.resources?.[`${bound}s`]?.[resource];
      const [needs, has] = [parseQuantity(stated), parseQuantity(found)];
      if (needs === undefined || has === undefined || has >= needs) continue;
      const place = atContainer('resources', `${bound}s`, resource);
      findings.push(
        finding(
          `resources/${resource}-${bound}`,
          place,
          `the ${resource} ${bound} is ${found}, and the contract says ${stated}`,
          `Set it to ${stated}.`,
        ),
      );
    }
  return findings;
}

function memorySettings(subject: Subject): Finding[] {
  const { container, pod, variables } = subject;
  const limit = limitOf(container, pod, 'memory');
  const stated = container.resources?.limits?.['memory'] ?? pod.resources?.limits?.['memory'];
  if (limit === undefined) return [];
  const settings = [
    {
      name: 'GOMEMLIMIT',
      bytes: goBytes,
      share: MAX_GO_SHARE,
      set: `${Math.floor((limit * 0.9) / 2 ** 20)}MiB`,
    },
    {
      name: 'NODE_OPTIONS',
      bytes: heapBytes,
      share: MAX_HEAP_SHARE,
      set: `--max-old-space-size=${Math.floor((limit * 0.75) / 2 ** 20)}`,
    },
    { name: EnvName.memorySoftLimit, bytes: parseQuantity, share: 1, set: '90%' },
  ];
  return settings.flatMap(({ name, bytes, share, set }) => {
    const variable = variables.byName.get(name);
    // Node.js takes its own words before those of the variable.
    const ofCommand = name === 'NODE_OPTIONS' ? heapOfCommand(subject) : undefined;
    const said = ofCommand ?? (variable && { ...variable, text: `${name}=${variable.value}` });
    const value = said?.value === undefined ? undefined : bytes(said.value);
    if (said === undefined || value === undefined || value <= limit * share) return [];
    const message = `${said.text} is ${Math.round((value / limit) * 100)} % of the memory limit of ${stated}: the kernel kills before it takes effect`;
    return [finding('resources/memory-setting', said.place, message, `Set it to ${set}.`)];
  });
}

/** The size of the heap among the words that the container is started with: its own, else those of the contract. */
function heapOfCommand({ contract, container, atContainer }: Subject) {
  const { command, args } = container;
  const ofImage = command == null && args == null ? contract.command : [];
  const starts = [
    { words: args ?? [], place: atContainer('args') },
    { words: command ?? [], place: atContainer('command') },
    { words: ofImage, place: atContainer('resources', 'limits', 'memory') },
  ];
  return starts.flatMap(({ words, place }) => {
    const text = [...words.join(' ').matchAll(heapSize)].at(-1)?.[0];
    return text === undefined ? [] : { text, value: text, place };
  })[0];
}

/** Go's own units are not Kubernetes' (runtime/mgcpacer.go `readGOMEMLIMIT`). */
function malformedGoLimit({ contract, variables }: Subject): Finding[] {
  const { value = '', place } = variables.byName.get('GOMEMLIMIT') ?? {};
  if (contract.language !== 'go' || place === undefined) return [];
  if (value === '' || value === 'off' || goBytes(value) !== undefined) return [];
  const bytes = parseQuantity(value);
  const fix =
    bytes === undefined
      ? 'Set it to a number of MiB, such as 115MiB.'
      : `Set it to ${Math.floor(bytes / 2 ** 20)}MiB.`;
  return [
    finding(
      'resources/memory-setting',
      place,
      `GOMEMLIMIT is ${JSON.stringify(value)}, which Go does not read (B, KiB, MiB, GiB, TiB): the program does not start`,
      fix,
    ),
  ];
}

/** `115MiB`, `1GiB`, `1024` (runtime/debug.SetMemoryLimit). */
function goBytes(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * 1024 ** Math.max(0, ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit));
}

const heapSize = /--max[-_]old[-_]space[-_]size[= ](\d+)/g;

/** Of several the last one holds. */
function heapBytes(text: string): number | undefined {
  const [, megabytes] = [...text.matchAll(heapSize)].at(-1) ?? [];
  return megabytes === undefined ? undefined : Number(megabytes) * 2 ** 20;
}

function goMaxProcs({ container, pod, variables }: Subject): Finding[] {
  const limit = limitOf(container, pod, 'cpu');
  const variable = variables.byName.get('GOMAXPROCS');
  const threads = Number(variable?.value);
  if (limit === undefined || variable?.value === undefined || !(threads > Math.ceil(limit))) return [];
  const message = `GOMAXPROCS=${threads} threads share ${limit} CPU: they use the quota up early in each period and then stand still`;
  return [
    finding(
      'resources/gomaxprocs',
      variable.place,
      message,
      `Set it to ${Math.ceil(limit)}, or leave it out (Go 1.25 and later read the limit).`,
    ),
  ];
}
