import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ParsedNode,
  type YAMLError,
} from 'yaml';
import type { ConfigIssue } from './issue.ts';
import { readTextFile } from './text-file.ts';

/** One top-level entry of a config file. */
export interface FileEntry {
  readonly key: string;
  readonly value: unknown;
  /** The items of a list, each as {@link readValue} takes it. */
  readonly items?: readonly unknown[];
  /** `config file PATH line N`. */
  readonly source: string;
}

/** What a config file holds, and what is wrong with it. */
export interface ConfigFile {
  readonly entries: readonly FileEntry[];
  readonly issues: readonly ConfigIssue[];
  /** What was passed over, each as one sentence. */
  readonly warnings: readonly string[];
}

/**
 * Reads a YAML 1.2 or JSON file: a mapping of names to values. No text of the file appears in an issue, since it may
 * hold secrets.
 */
export function readConfigFile(path: string): ConfigFile {
  const file = readTextFile(path);
  if ('problem' in file)
    return {
      ...noConfigFile,
      issues: [{ kind: 'file', source: `config file ${path}`, expected: file.problem }],
    };
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const sourceAt = (offset: number) => `config file ${path} line ${lines.linePos(offset).line}`;
  // A tag that nobody knows is a warning of yaml's alone, and what it stands before would be taken as it is written.
  const found = [...document.errors, ...document.warnings];
  const issues = found
    .filter((each) => !isPassedOver(each))
    .map(({ code, pos }) => ({
      kind: 'file' as const,
      source: sourceAt(pos[0]),
      expected: `expected valid YAML or JSON: ${code.toLowerCase().replaceAll('_', ' ')}`,
    }));
  const warnings = found
    .filter(isPassedOver)
    .map(({ pos }) => `${sourceAt(pos[0])}: a directive that is not known was passed over`);
  return issues.length > 0
    ? { ...noConfigFile, issues, warnings }
    : { ...readEntries(document, sourceAt), warnings };
}

/** Of a service that has none. */
export const noConfigFile: ConfigFile = { entries: [], issues: [], warnings: [] };

/**
 * Whether a reader is to go on with no more than a warning: at a directive that it does not know, such as `%YAML` of a later minor
 * version, but not of another major one (YAML 1.2.2, sections 6.8 and 6.8.1).
 */
function isPassedOver({ code, message }: YAMLError): boolean {
  return code === 'BAD_DIRECTIVE' && /^(?:Unknown directive|Unsupported YAML version 1\.)/.test(message);
}

function readEntries(
  document: Document.Parsed,
  sourceAt: (offset: number) => string,
): Omit<ConfigFile, 'warnings'> {
  const { contents } = document;
  const entries: FileEntry[] = [];
  const issues: ConfigIssue[] = [];
  // An empty file, or one of comments only, sets nothing.
  if (contents === null || (isScalar(contents) && contents.value === null)) return { entries, issues };
  if (!isMap(contents))
    return {
      entries,
      issues: [{ kind: 'file', source: sourceAt(0), expected: 'expected a mapping of names to values' }],
    };
  for (const { key, value } of contents.items) {
    const source = sourceAt(key.range[0]);
    try {
      const items = isSeq<ParsedNode>(value) && value.items.map((item) => readValue(item, document));
      entries.push({ key: String(key), value: readValue(value, document), ...(items && { items }), source });
    } catch (error) {
      issues.push({ kind: 'file', source, expected: expectedOfAliases(error) });
    }
  }
  return { entries, issues };
}

/** Why toJS fails: an alias without its anchor, or more of them than yaml's maxAliasCount, the "billion laughs". */
function expectedOfAliases(error: unknown): string {
  const isTooMany = error instanceof Error && error.message.startsWith('Excessive alias count');
  return isTooMany ? 'expected fewer aliases' : 'expected an anchor for each alias';
}

/** A lone number or boolean is taken as it was written: `1.10` is a version for a string, and 1.1 for a number. */
function readValue(node: Document.Parsed['contents'], document: Document): unknown {
  if (isScalar(node) && typeof node.value !== 'string' && node.value !== null)
    return node.source ?? node.value;
  return node?.toJS(document) ?? undefined;
}
