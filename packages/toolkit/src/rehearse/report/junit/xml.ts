/** Text that is XML, so that no one puts plain text in its place. */
export type Xml = string & { readonly brand: unique symbol };

/** An element with its attributes and children, or its text; everything in it is escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Xml[] = [],
  text = '',
): Xml {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  const inner = children.length > 0 ? `\n${indented(children.join('\n'))}\n` : escape(text, false);
  const open = `<${name}${written.join('')}`;
  return (inner === '' ? `${open}/>` : `${open}>${inner}</${name}>`) as Xml;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Escapes what has a meaning in XML, and replaces what XML 1.0 cannot hold at all (section 2.2, Char). */
function escape(text: string, inAttribute = true): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are what is looked for
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(inAttribute ? /[&<>"\t\n\r]/g : /[&<>\r]/g, (character) => entities[character] ?? '')
  );
}

/** Only lines that begin with markup: the text of an element is kept as it is. */
function indented(markup: string): string {
  return markup.replaceAll(/^(?= *<)/gm, '  ');
}
