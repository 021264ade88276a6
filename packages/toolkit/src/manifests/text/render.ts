import { Document, isScalar, Pair, YAMLMap, YAMLSeq, type Node } from 'yaml';
import { Note } from './note.ts';

/** Comments are folded so that they, with their indentation, stay readable side by side. */
const COMMENT_WIDTH = 90;

/**
 * The YAML of a file of generated documents. The same data gives the same bytes: keys stand as they were put in, nothing
 * depends on time, place or locale. Texts that YAML 1.1, which Kubernetes' tools read, would take for something else
 * (`2024_01`, `on`) are in quotes.
 *
 * @param header comment at the top of the file
 */
export function renderYaml(documents: readonly unknown[], header: string): string {
  const texts = documents.map((data) => {
    const document = new Document(undefined, { compat: 'yaml-1.1' });
    document.contents = annotate(document, data);
    // Folding long texts would hide them from search; long comments are folded here instead.
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  });
  return `${commentLines(header)
    .map((line) => `#${line}`)
    .join('\n')}\n${texts.join('---\n')}`;
}

function annotate(document: Document, data: unknown): Node {
  if (data instanceof Note) {
    const node = annotate(document, data.value);
    node.commentBefore = commentLines(data.reason).join('\n');
    return node;
  }
  if (Array.isArray(data)) {
    const list = new YAMLSeq();
    list.items = data.map((item: unknown) => annotate(document, item));
    list.flow = data.length === 0;
    return list;
  }
  if (typeof data !== 'object' || data === null) return document.createNode(data);
  const map = new YAMLMap();
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const [keyNode, valueNode] = [document.createNode(key), annotate(document, value)];
    // A comment above a field belongs to its key; on the value it would split the line.
    if (isScalar(keyNode)) keyNode.commentBefore = valueNode.commentBefore ?? null;
    valueNode.commentBefore = null;
    map.items.push(new Pair(keyNode, valueNode));
  }
  map.flow = map.items.length === 0;
  return map;
}

function commentLines(text: string): string[] {
  return text
    .split('\n')
    .flatMap((paragraph) => fold(paragraph).map((line) => (line === '' ? '' : ` ${line}`)));
}

function fold(paragraph: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + word.length >= COMMENT_WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
