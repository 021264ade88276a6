import { loadPeer } from '../../../load-peer.ts';

/** So many first bytes tell a type, as file-type recommends for samples. */
export const HEAD_BYTES = 4100;

/** Bytes that no text contains (WHATWG MIME Sniffing §3, "binary data byte"). */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const BINARY = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/**
 * Types whose content is text (WHATWG MIME Sniffing §4.6: XML, JSON and JavaScript MIME types; the suffixes of RFC 6839 and
 * RFC 9512): those that the first bytes cannot tell.
 */
const TEXTUAL =
  /^(?:text|message)\/|\+(?:xml|json|yaml)$|^application\/(?:xml|json|jsonl|x-ndjson|yaml|x-yaml|toml|sql|csv|x-subrip|javascript|ecmascript)$/;

/**
 * The content type of an upload, from its first bytes: what they are known to be, whatever the client said. Text has no
 * such mark. It is taken for what the client declared, where that is a type of text and that very type is accepted, not by
 * a wildcard alone.
 *
 * @param head the first {@link HEAD_BYTES}, or all
 * @returns undefined where it is not among `accepted`
 * @throws SeaworthyError SW_PEER_MISSING where `file-type` is not installed
 */
export async function acceptedType(
  head: Uint8Array,
  declared: string | undefined,
  accepted: readonly string[],
): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await loadFileType();
  const known = (await fileTypeFromBuffer(head))?.mime;
  // XML is the form of many types, such as SVG.
  if (known !== undefined && known !== 'application/xml') return accepts(accepted, known) ? known : undefined;
  const said = (declared ?? '').toLowerCase().replace(/;.*/su, '').trim();
  const isText = !BINARY.test(Buffer.from(head).toString('latin1'));
  return isText && TEXTUAL.test(said) && accepted.includes(said) ? said : undefined;
}

function accepts(accepted: readonly string[], type: string): boolean {
  return accepted.includes(type) || accepted.includes(`${type.split('/', 1)[0]}/*`);
}

/** @throws SeaworthyError SW_PEER_MISSING */
export function loadFileType() {
  return loadPeer(() => import('file-type'), 'An upload', 'file-type@22');
}
