import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
  type ScalarTag,
  type Tags,
} from 'yaml';
import { isJson } from '../../is-json.ts';
import { jsonObjects } from './json-stream.ts';
import { setBlock, setPosition, setRootPosition, type PathStep, type Position } from '../position.ts';
import type { Problem } from '../problem.ts';
import { syntaxFaults, type SyntaxFault } from './syntax-faults.ts';

/** What a file of one or more YAML (or JSON) documents holds. */
export interface YamlFile {
  /** The documents as plain data with positions; empty ones are left out. */
  readonly documents: readonly unknown[];
  /** Where each of the documents begins. */
  readonly places: readonly Position[];
  readonly problems: readonly Problem[];
}

/** More values than this in one file come from aliases of aliases, not from a person. */
const MAX_VALUES = 200_000;
/** What no text may hold as it is (goyaml.v2 readerc.go). */
const controlCharacter = /(?![\t\n\r\u0085])\p{Cc}/u;

/**
 * Reads YAML as Kubernetes does: version 1.1, but without its dates and base-60 numbers (go-yaml leaves `22:22` a text).
 *
 * @param file the name in positions
 * @param booleans which words are booleans. Default `1.1`, as sigs.k8s.io/yaml reads manifests and kustomizations: `y`,
 *   `yes`, `on`, `true` and their opposites; and JSON objects may stand one behind the other. `1.2`, as kyaml reads the
 *   resources and merge patches of a kustomization: `true` and `false` alone
 */
export function parseYaml(text: string, file: string, booleans: '1.1' | '1.2' = '1.1'): YamlFile {
  const at = positionsIn(text, file);
  const control = controlCharacter.exec(text);
  // JSON takes those from U+007F on.
  if (control !== null && !isJson(text)) {
    const written = `\\u${control[0].charCodeAt(0).toString(16).padStart(4, '0')}`;
    const message = `the control character ${written} is not taken as it is; in double quotes it may be written so`;
    return {
      documents: [],
      places: [],
      problems: [{ kind: 'syntax', message, position: at(control.index) }],
    };
  }
  const isTemplate = /^[^'"#\n]*\{\{/m.test(text);
  const read = (part: string, start: number) =>
    readPart(part, (offset) => at(start + offset), booleans, isTemplate);
  if (isTemplate) return read(text, 0);
  const [first, ...others] = jsonObjects(text);
  const parts = [read(first.text, 0)];
  if (booleans === '1.1') parts.push(...others.map((other) => read(other.text, other.start)));
  // kustomize would drop it without a word.
  else if (others[0] !== undefined)
    parts.push({ documents: [], places: [], problems: [another(at(others[0].start))] });
  return {
    documents: parts.flatMap(({ documents }) => documents),
    places: parts.flatMap(({ places }) => places),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function another(position: Position): Problem {
  const message = 'another JSON object stands behind the first one: put a line of `---` between them';
  return { kind: 'syntax', message, position };
}

/** Tells where in its file a character of a text stands. */
function positionsIn(text: string, file: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
}

function readPart(
  text: string,
  at: (offset: number) => Position,
  booleans: '1.1' | '1.2',
  isTemplate: boolean,
): YamlFile {
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    customTags: (tags) => asGoYaml(tags, booleans),
  });
  const documents: unknown[] = [];
  const places: Position[] = [];
  const problems: Problem[] = [];
  const fault = ({ message, offset, fix }: SyntaxFault): Problem => ({
    kind: 'syntax',
    message: isTemplate
      ? `${message} (a template of Helm is not read; check what \`helm template\` writes)`
      : message,
    fix: isTemplate ? undefined : fix,
    position: at(offset),
  });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const found = syntaxFaults(document.errors).map(fault);
    problems.push(...(isTemplate ? found.slice(0, 1) : found));
    if (document.errors.length > 0 || document.contents === null) continue;
    try {
      const reader = new PlainReader(document, at);
      const plain = reader.read(document.contents);
      const [found] = reader.faults;
      if (found !== undefined) problems.push(fault(found));
      else if (plain !== null && plain !== undefined) {
        documents.push(plain);
        places.push(at(document.contents.range[0]));
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ kind: 'syntax', message: error.message, position: at(0) });
    }
  }
  return { documents, places, problems };
}

/** Turns nodes into plain data and notes where each stood. */
class PlainReader {
  /** What YAML allows, or its reader lets pass, and Kubernetes does not. */
  readonly faults: SyntaxFault[] = [];
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #at: (offset: number) => Position;
  #values = 0;

  constructor(document: Document.Parsed, at: (offset: number) => Position) {
    this.#targets = targetsIn(document);
    this.#at = at;
  }

  read(root: ParsedNode): unknown {
    const plain = this.#plain(root);
    if (typeof plain === 'object' && plain !== null) setRootPosition(plain, this.#at(root.range[0]));
    return plain;
  }

  #plain(node: unknown): unknown {
    if (++this.#values > MAX_VALUES) throw new RangeError(`more than ${MAX_VALUES} values in one document`);
    if (isAlias(node)) return this.#plain(this.#targetOf(node));
    if (isMap(node)) return this.#map(node.items);
    if (isSeq(node)) return this.#list(node.items);
    // The keys of `{a, b}` have no value.
    const value = isScalar(node) ? node.value : null;
    // `!!binary`: to Go a text is bytes too.
    return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  }

  #map(pairs: readonly Pair[]): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (const { key, value } of pairs) {
      // As the inner braces of `{{ .Values.image }}` are.
      if (isMap(key) || isSeq(key)) this.#fault('only a text may be a key', key);
      if (isScalar(key) && isMergeKey(key.value)) this.#mergeInto(map, value);
      else this.#put(map, this.#keyOf(key), value, key);
    }
    return map;
  }

  #keyOf(key: unknown): string {
    const node = isAlias(key) ? this.#targetOf(key) : key;
    return String(isScalar(node) ? node.value : node);
  }

  #list(items: readonly unknown[]): unknown[] {
    const list: unknown[] = [];
    for (const item of items) this.#put(list, list.length, isPair(item) ? undefined : item, item);
    return list;
  }

  /** `<<: *anchor`: what the map itself states wins. */
  #mergeInto(map: Record<string, unknown>, value: unknown): void {
    const source = isAlias(value) ? this.#targetOf(value) : value;
    for (const part of isSeq(source) ? source.items : [source]) {
      const from = isAlias(part) ? this.#targetOf(part) : part;
      if (!isMap(from)) continue;
      for (const { key, value: merged } of from.items)
        if (isScalar(key) && !Object.hasOwn(map, String(key.value)))
          this.#put(map, String(key.value), merged, key);
    }
  }

  /** `host: *.example.com` is an alias of nothing, and would be no host at all. */
  #targetOf(alias: Alias): Node | undefined {
    const target = this.#targets.get(alias);
    if (target === undefined)
      this.#fault(
        `there is no anchor &${alias.source} before *${alias.source}: a text that begins with * stands in quotes`,
        alias,
      );
    return target;
  }

  #fault(message: string, { range }: Node): void {
    this.faults.push({ message, offset: range?.[0] ?? 0 });
  }

  #put(container: object, key: PathStep, value: unknown, place: unknown): void {
    // defineProperty, because `__proto__` is an ordinary name in YAML.
    Object.defineProperty(container, key, {
      value: this.#plain(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
    const start = (place as Node | null)?.range?.[0];
    if (start !== undefined) setPosition(container, key, this.#at(start));
    if (isScalar(value) && value.type?.startsWith('BLOCK_')) setBlock(container, key);
  }
}

/**
 * Where aliases lead: to the last node before with that anchor. Each alias' own `resolve` looks through the whole document, so that ten
 * thousand of them took half a minute.
 */
function targetsIn(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const targets = new Map<Alias, Node>();
  const anchored = new Map<string, Node>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchored.set(node.anchor, node);
        return;
      }
      const target = anchored.get(node.source);
      if (target !== undefined) targets.set(node, target);
    },
  });
  return targets;
}

function asGoYaml(tags: Tags, booleans: '1.1' | '1.2'): Tags {
  const known = tags.filter((tag) => typeof tag === 'string' || !isTime(tag as ScalarTag));
  const read = known.map((tag) => {
    if (typeof tag === 'string') return tag;
    const withDigits = floatWithDigits(tag as ScalarTag);
    return booleans === '1.1' ? withDigits : onlyTrueAndFalse(withDigits);
  });
  return [octal, ...read];
}

/** YAML 1.1 reads `.`, `-.` and `e5` as floats without a number; go-yaml takes what begins with no digit for a text (yamlStyleFloat). */
function floatWithDigits(tag: ScalarTag): ScalarTag {
  if (tag.tag !== 'tag:yaml.org,2002:float' || tag.test === undefined || tag.test.test('.inf')) return tag;
  return { ...tag, test: new RegExp(`^(?=[-+]?\\.?[0-9])(?:${tag.test.source})`) };
}

/** `0o400`, which YAML 1.1 does not know and go-yaml reads (strconv.ParseInt by the prefix). */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  format: 'OCT',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
    return text.startsWith('-') ? -Number(digits) : Number(digits);
  },
};

function onlyTrueAndFalse(tag: ScalarTag): ScalarTag {
  if (tag.tag !== 'tag:yaml.org,2002:bool') return tag;
  return { ...tag, test: tag.test?.test('true') ? /^(?:true|True|TRUE)$/ : /^(?:false|False|FALSE)$/ };
}

function isTime({ tag, format }: ScalarTag): boolean {
  return tag === 'tag:yaml.org,2002:timestamp' || format === 'TIME';
}

/** The YAML 1.1 schema reads an unquoted `<<` as this symbol. */
function isMergeKey(key: unknown): boolean {
  return key === '<<' || (typeof key === 'symbol' && key.description === '<<');
}
