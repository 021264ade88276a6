/** A part of a text, and where in it that begins. */
interface Part {
  readonly start: number;
  readonly text: string;
}

/**
 * JSON objects that stand one behind the other, each as a part of its own, as kubectl takes them apart (apimachinery
 * util/yaml/decoder.go `YAMLOrJSONDecoder`). A text that does not begin with two of them is one part. What is no object any
 * more belongs to the last part.
 */
export function jsonObjects(text: string): [Part, ...Part[]] {
  const starts: number[] = [];
  for (let next = braceBehind(text, 0); next !== undefined;) {
    const end = endOfObject(text, next);
    next = end === undefined ? undefined : braceBehind(text, end);
    if (next !== undefined) starts.push(next);
  }
  const part = (start: number, position: number): Part => ({
    start,
    text: text.slice(start, starts[position]),
  });
  return [part(0, 0), ...starts.map((start, position) => part(start, position + 1))];
}

/** Where an object begins, behind nothing but space. */
function braceBehind(text: string, from: number): number | undefined {
  const brace = /\s*\{/y;
  brace.lastIndex = from;
  return brace.test(text) ? brace.lastIndex - 1 : undefined;
}

/** Behind the brace that ends the object which begins here; undefined where it has no end. */
function endOfObject(text: string, from: number): number | undefined {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs;
  tokens.lastIndex = from;
  let depth = 0;
  for (let token; (token = tokens.exec(text)) !== null;) {
    if (token[0] === '{') depth++;
    else if (token[0] === '}' && --depth === 0) return tokens.lastIndex;
  }
  return undefined;
}
