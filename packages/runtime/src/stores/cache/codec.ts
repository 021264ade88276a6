/** How values become text and come back. */
export interface Codec {
  /** @throws where the value has no such form: then it is not cached, and {@link CacheStore.wrap} throws the same */
  encode(value: unknown): string;
  /** @throws where the text is none of its own; the entry is then as good as absent */
  decode(text: string): unknown;
}

/** JSON: what it has no form for comes back as JSON has it, such as a `Date` as text. */
export const jsonCodec: Codec = {
  encode(value) {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON has no form for a ${typeof value}`);
    return text;
  },
  decode: (text) => JSON.parse(text) as unknown,
};
