/** By kind, such as `v1 Pod`, what stands in a manifest beside `metadata`. */
export type Cases = Readonly<Record<string, readonly string[]>>;

/** A manifest of a kind, such as `v1 Pod`, with what stands in it beside `metadata`. */
export function manifestOf(kind: string, rest: string): string {
  return `apiVersion: ${kind.replace(' ', '\nkind: ')}\nmetadata: {name: a}\n${rest}\n`;
}
