import { expect, test } from 'vitest';
import { jsonObjects } from './json-stream.ts';
import { positionOf } from '../position.ts';
import { parseYaml } from './parse-yaml.ts';

test('several documents, each value with its line', () => {
  const { documents } = parseYaml('a:\n  b: 1\n---\n# nothing\n---\nlist:\n  - x\n  - z\n', 'f.yaml');
  expect(documents).toEqual([{ a: { b: 1 } }, { list: ['x', 'z'] }]);
  expect(positionOf(documents[0] as object, ['a', 'b'])).toEqual({ file: 'f.yaml', line: 2, column: 3 });
  expect(positionOf(documents[1] as object, ['list', 1])).toEqual({ file: 'f.yaml', line: 8, column: 5 });
  expect(positionOf(documents[1] as object, ['list', 1, 'absent'])).toMatchObject({ line: 8 });
});

test('broken YAML is told with its line, and the other documents are read', () => {
  const { documents, problems } = parseYaml('a: 1\n---\nb: [1\n---\nc: 3\n', 'f.yaml');
  expect(documents).toEqual([{ a: 1 }, { c: 3 }]);
  expect(problems).toMatchObject([{ kind: 'syntax', position: { file: 'f.yaml', line: 4 } }]);
});

test.each([
  ['a:\n  args: [\n  x,\n  y\n  ]\nb: 1\n', 'sequence', ']', 3],
  ['args: {\nx: 1\n}\n', 'map', '}', 2],
  ['args: [x\nb: 1\n', 'sequence', ']', 2],
])(
  'brackets that are not closed deeper than their key are one fault, which says both: %j',
  (text, what, end, line) => {
    const { documents, problems } = parseYaml(text, 'f.yaml');
    expect(documents).toEqual([]);
    expect(problems).toEqual([
      {
        kind: 'syntax',
        message: `the flow ${what} before this ends with a ${end}, and has all of its lines deeper than its key`,
        fix: expect.stringContaining(`Put the ${end} where it belongs, or indent`),
        position: expect.objectContaining({ line }),
      },
    ]);
  },
);

test('of a text that is no YAML not much is quoted', () => {
  const text = `text\n\n\`\`\`sh\nrun # it\n\`\`\`\n\nso: ${'words '.repeat(1000)}`;
  const { problems } = parseYaml(text, 'README.md');
  const lengths = problems.map(({ message }) => message.length);
  expect(Math.max(...lengths)).toBe(120);
});

test('JSON objects one behind the other are documents, each value with its line', () => {
  const text = '{ "a": "} {" }\n{ "b": ["\\"}",\n  {}] } {"c": 3}\n---\nd: 4\n';
  const { documents, problems } = parseYaml(text, 'f.json');
  expect(problems).toEqual([]);
  expect(documents).toEqual([{ a: '} {' }, { b: ['"}', {}] }, { c: 3 }, { d: 4 }]);
  expect(positionOf(documents[1] as object, ['b', 1])).toEqual({ file: 'f.json', line: 3, column: 3 });
  expect(positionOf(documents[2] as object, ['c'])).toEqual({ file: 'f.json', line: 3, column: 10 });
  expect(positionOf(documents[3] as object, ['d'])).toMatchObject({ line: 5 });
});

test('of JSON objects one behind the other, what is broken in one is told with its line', () => {
  const { documents, problems } = parseYaml('{"a": 1}\n{"b": 1, "b": 2}\n{"c": 3}\n', 'f.json');
  expect(documents).toEqual([{ a: 1 }, { c: 3 }]);
  expect(problems).toMatchObject([{ message: 'Map keys must be unique', position: { line: 2 } }]);
});

test('a long text in one of them is no matter', () => {
  const text = `{"a": "${'x'.repeat(20_000_000)}"}{"b": "\\"}"}`;
  expect([...jsonObjects(text)]).toHaveLength(2);
});

test('where one JSON object alone is read, another behind it is told', () => {
  const { documents, problems } = parseYaml('{"a": 1}\n {"b": 2}\n', 'f.json', '1.2');
  expect(documents).toEqual([{ a: 1 }]);
  expect(problems).toMatchObject([
    { message: expect.stringMatching(/^another JSON object/), position: { line: 2, column: 2 } },
  ]);
});

test('a key that stands twice is told', () => {
  expect(parseYaml('a: 1\na: 2\n', 'f').problems).toMatchObject([
    { message: 'Map keys must be unique', position: { line: 2 } },
  ]);
});

test.each([
  ['yes', true],
  ['off', false],
  ['y', true],
  ['N', false],
  ['22:22', '22:22'],
  ['2026-01-01', '2026-01-01'],
  ['0777', 0o777],
  ['0o400', 0o400],
  ['-0o17', -15],
  ['0o9', '0o9'],
  ['1e3', 1000],
  ['-.5', -0.5],
  ['1.', 1],
  ['.inf', Infinity],
  ['.', '.'],
  ['-.', '-.'],
  ['._', '._'],
  ['e5', 'e5'],
])('%s is read as Kubernetes reads it', (text, value) => {
  expect(parseYaml(`a: ${text}`, 'f').documents).toEqual([{ a: value }]);
});

test.each([
  ['yes', 'yes'],
  ['off', 'off'],
  ['y', 'y'],
  ['True', true],
  ['false', false],
])('%s is read as kustomize reads it in a resource', (text, value) => {
  expect(parseYaml(`a: ${text}`, 'f', '1.2').documents).toEqual([{ a: value }]);
});

test('anchors and merge keys', () => {
  const text = 'base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nlist: [*base]\n';
  expect(parseYaml(text, 'f').documents).toEqual([
    { base: { a: 1, b: 2 }, use: { a: 1, b: 3 }, list: [{ a: 1, b: 2 }] },
  ]);
});

test('an alias leads to the last node before it with its anchor', () => {
  const text = 'a: &x 1\nb: *x\nc: &y {d: *x}\ne: &x 2\nf: *x\ng: {<<: *y}';
  expect(parseYaml(text, 'f').documents).toEqual([{ a: 1, b: 1, c: { d: 1 }, e: 2, f: 2, g: { d: 1 } }]);
});

test.each(['host: *.example.com', 'a: [1, *b]', 'a: {<<: *b}', '*b : 1', 'a: *b\nc: &b 1'])(
  'an alias of nothing is a fault, as what begins with * and is in no quotes: %j',
  (text) => {
    const { documents, problems } = parseYaml(text, 'f');
    expect(documents).toEqual([]);
    expect(problems).toMatchObject([
      { kind: 'syntax', message: expect.stringMatching(/^there is no anchor &.*in quotes$/) },
    ]);
  },
);

test.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u0080'])('a control character is a fault: %j', (odd) => {
  const { documents, problems } = parseYaml(`a: 1\nb: |\n  x${odd}\n`, 'f');
  expect(documents).toEqual([]);
  const written = `\\u00${odd.charCodeAt(0).toString(16).padStart(2, '0')} is`;
  expect(problems).toMatchObject([
    { kind: 'syntax', message: expect.stringContaining(written), position: { line: 3, column: 4 } },
  ]);
  expect(parseYaml('a: "\\e\\u0007\t"\r\n', 'f')).toMatchObject({
    documents: [{ a: '\u001b\u0007\t' }],
    problems: [],
  });
});

test('JSON takes control characters from U+007F on', () => {
  expect(parseYaml('{"a": "\u007f\u0092"}', 'f')).toMatchObject({
    documents: [{ a: '\u007f\u0092' }],
    problems: [],
  });
});

test('keys within braces that have no value are there, and null', () => {
  expect(parseYaml('a: {b, c: 1}', 'f').documents).toEqual([{ a: { b: null, c: 1 } }]);
});

// Minutes of work where each looks through the whole document.
test('a file may have very many aliases', () => {
  const { documents } = parseYaml(`a: &a x\nb:\n${'- *a\n'.repeat(20_000)}`, 'f');
  expect(documents).toMatchObject([{ b: { length: 20_000 } }]);
});

test('aliases of aliases of aliases end as an error, not in exhausted memory', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const item = level === 0 ? 'x' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
  });
  expect(parseYaml(levels.join('\n'), 'f').problems).toMatchObject([{ kind: 'syntax' }]);
});

test('__proto__ is a name like any other', () => {
  const [document] = parseYaml('__proto__: {polluted: true}', 'f').documents;
  expect(Object.keys(document as object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each([
  ['image: {{ .Values.image }}\n', 9],
  ['image: {{ .Values.image }}-web\n', 27],
  ['{{- if .Values.on }}\na: 1\n{{- end }}\n', 3],
  ['- {{ .Values.image }}\n', 4],
])('a template is one fault, which says what to read instead: %j', (text, column) => {
  const { documents, problems } = parseYaml(text, 'f.yaml');
  expect(documents).toEqual([]);
  expect(problems).toMatchObject([
    { kind: 'syntax', message: expect.stringContaining('`helm template`'), position: { line: 1, column } },
  ]);
});

test('a template within a text is a text, and a fault of no template has no such word', () => {
  expect(parseYaml(`a: "{{ x }}"\nb: '{{ y }}'\n# {{ z }}\n`, 'f.yaml').documents).toEqual([
    { a: '{{ x }}', b: '{{ y }}' },
  ]);
  expect(parseYaml('? [a]\n: 1\n', 'f.yaml').problems).toMatchObject([
    { message: 'only a text may be a key' },
  ]);
});

test('what is stated in base64 is the text that it encodes', () => {
  expect(parseYaml('a: !!binary aGVsbG8=\n', 'f.yaml').documents).toEqual([{ a: 'hello' }]);
});
