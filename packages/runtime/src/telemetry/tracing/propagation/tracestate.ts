import type { TraceState } from '@opentelemetry/api';

/** W3C Trace Context, section 3.3.1.1. */
const MAX_MEMBERS = 32;
/** The least that must be passed on (section 3.3.1.5); longer lists are passed on too, up to what node accepts. */
const KEY = /^(?:[a-z][\d*/_a-z-]{0,255}|[\da-z][\d*/_a-z-]{0,240}@[a-z][\d*/_a-z-]{0,13})$/;
/** Printable ASCII but comma and equals sign, not ending in a space, 256 characters at most. */
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
/**
 * Space before and after a member is optional, and that alone: `trim` would also take a line's end. In one expression, since one that
 * looks for the space at the end would look through each run of it within the member from each of its characters.
 */
const MEMBER = new RegExp(`^[\t ]*(${KEY.source.slice(1, -1)})=(${VALUE.source.slice(1, -1)})[\t ]*$`);
const EMPTY = /^[\t ]*$/;

/**
 * A `tracestate` list (W3C Trace Context, section 3.3). The header is read when something first asks for it: most
 * requests only pass it on. An invalid header makes an empty list, whole, as section 3.3.1 says.
 */
export class W3CTraceState implements TraceState {
  readonly #header: string;
  #members: ReadonlyMap<string, string> | undefined;

  constructor(header: string, members?: ReadonlyMap<string, string>) {
    this.#header = header;
    this.#members = members;
  }

  get(key: string): string | undefined {
    return this.#list().get(key);
  }

  set(key: string, value: string): TraceState {
    if (!KEY.test(key) || !VALUE.test(value)) return this;
    const others = [...this.#list()].filter(([name]) => name !== key);
    // The newest stands first; the oldest goes when there are too many (section 3.5).
    return new W3CTraceState('', new Map([[key, value] as const, ...others.slice(0, MAX_MEMBERS - 1)]));
  }

  unset(key: string): TraceState {
    return new W3CTraceState('', new Map([...this.#list()].filter(([name]) => name !== key)));
  }

  serialize(): string {
    return Array.from(this.#list(), ([key, value]) => `${key}=${value}`).join(',');
  }

  #list(): ReadonlyMap<string, string> {
    this.#members ??= parseMembers(this.#header) ?? new Map();
    return this.#members;
  }
}

function parseMembers(header: string): Map<string, string> | undefined {
  const members = new Map<string, string>();
  for (const part of header.split(',')) {
    if (EMPTY.test(part)) continue;
    const [, key, value] = MEMBER.exec(part) ?? [];
    if (key === undefined || value === undefined || members.has(key)) return undefined;
    members.set(key, value);
  }
  return members.size > MAX_MEMBERS ? undefined : members;
}
