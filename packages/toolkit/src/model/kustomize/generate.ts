import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { getPosition, setPosition, setRootPosition } from '../position.ts';
import type { Problem } from '../problem.ts';
import type { Generator, GeneratorOptions } from './kustomization.ts';
import { newItem, type Item } from './item.ts';
import { pathIn } from './paths.ts';

/** What a generator needs of the world around it. */
export interface GeneratorFiles {
  /** The folder of the kustomization. */
  readonly folder: string;
  /** @throws Error where the file cannot be read */
  readonly readFile: (path: string) => Promise<Buffer>;
}

/** The object of one `configMapGenerator` or `secretGenerator` entry. A key that it has twice is a fault. */
export async function generateObject(
  kind: 'ConfigMap' | 'Secret',
  generator: Generator,
  common: GeneratorOptions,
  files: GeneratorFiles,
): Promise<{ readonly item: Item; readonly problems: readonly Problem[] }> {
  const options = { ...common, ...generator.options };
  const entries = await readEntries(generator, files);
  const labels = { ...common.labels, ...generator.options?.labels };
  const annotations = { ...common.annotations, ...generator.options?.annotations };
  const object = {
    apiVersion: 'v1',
    kind,
    metadata: {
      name: generator.name,
      ...(generator.namespace !== undefined && { namespace: generator.namespace }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...dataOf(kind, entries),
    ...(kind === 'Secret' && { type: generator.type ?? 'Opaque' }),
    ...(options.immutable && { immutable: true }),
  };
  const place = getPosition(generator, 'name');
  if (place !== undefined) setRootPosition(object, place);
  return { item: newItem(object, options.disableNameSuffixHash !== true), problems: repeated(entries) };
}

function repeated(entries: readonly Entry[]): Problem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ key, position }): Problem[] => {
    if (seen.size < seen.add(key).size) return [];
    return [{ kind: 'schema', message: `the key ${key} is there already`, position }];
  });
}

/** A ConfigMap holds texts as they are and other bytes apart; a Secret holds all as base64 (kustomize kyaml/kio, datamap.go). */
function dataOf(kind: 'ConfigMap' | 'Secret', entries: readonly Entry[]) {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const { key, value, position } of entries) {
    const isText = kind === 'ConfigMap' && isUtf8(value);
    const target = isText || kind === 'Secret' ? data : binaryData;
    target[key] = isText ? value.toString('utf8') : base64(value);
    if (position !== undefined) setPosition(target, key, position);
  }
  return {
    ...((kind === 'Secret' || Object.keys(data).length > 0) && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  };
}

/** In lines, as kustomize has it: the hash of the object is of this text. */
function base64(value: Buffer): string {
  const lines = value.toString('base64').match(/.{1,70}/g) ?? [];
  return lines.length > 1 ? lines.map((line) => `${line}\n`).join('') : lines.join('');
}

interface Entry {
  readonly key: string;
  readonly value: Buffer;
  readonly position: ReturnType<typeof getPosition>;
}

async function readEntries(generator: Generator, { folder, readFile }: GeneratorFiles): Promise<Entry[]> {
  const entries: Entry[] = [];
  const start = (file: string) => ({ file: pathIn(folder, file), line: 1, column: 1 });
  for (const file of [...(generator.envs ?? []), ...(generator.env === undefined ? [] : [generator.env])]) {
    const lines = (await readFile(pathIn(folder, file))).toString('utf8').split(/\r?\n/);
    for (const [index, line] of lines.entries())
      entries.push(...lineOf(line.trimStart(), { ...start(file), line: index + 1 }));
  }
  for (const [index, literal] of (generator.literals ?? []).entries())
    entries.push(literalOf(literal, getPosition(generator.literals ?? [], index)));
  for (const item of generator.files ?? []) {
    const [key, file] = item.includes('=') ? splitOnce(item) : [basename(item), item];
    entries.push({ key, value: await readFile(pathIn(folder, file)), position: start(file) });
  }
  return entries;
}

/** A line of a file of variables; one without a `=` is of an empty value. */
function lineOf(text: string, position: Entry['position']): Entry[] {
  if (text === '' || text.startsWith('#')) return [];
  const [key, value] = text.includes('=') ? splitOnce(text) : [text, ''];
  return [{ key, value: Buffer.from(value), position }];
}

/** `KEY=value`; kustomize takes one pair of quotes off a literal, but not off a line of a file. */
function literalOf(text: string, position: Entry['position']): Entry {
  const [key, value] = splitOnce(text);
  const plain = /^(['"]).*\1$/s.test(value) ? value.slice(1, -1) : value;
  return { key, value: Buffer.from(plain), position };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
