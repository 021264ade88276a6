/** The formats that pino knows; each but `%%` takes an argument. */
const FORMAT = /%([sdifoOj%])/g;

/** The kinds of a message's formats that take an argument, in their order: of `%d of %s` they are `d` and `s`. */
export function formatsOf(message: string): string[] {
  if (!message.includes('%')) return [];
  return Array.from(message.matchAll(FORMAT), ([, kind = '%']) => kind).filter((kind) => kind !== '%');
}
