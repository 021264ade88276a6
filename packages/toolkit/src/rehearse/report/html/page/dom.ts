import { visible } from '../../../../visible.ts';

/** What an element may get: attributes, of which undefined ones are left out, and text. Text is never markup. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

/** An HTML element. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/** The element of the page with this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}`);
  return element;
}

/** Has screen readers say it, once they are done with what they say. */
export function announce(text: string): void {
  byId('said').textContent = text;
}

/** A button that does one thing. */
export function button(label: string, attributes: Attributes, run: () => void): HTMLButtonElement {
  const element = html('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', run);
  return element;
}

function filled<Made extends Element>(
  element: Made,
  attributes: Attributes,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      // Of ARIA's attributes an empty one is not set, and says nothing.
      element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
  for (const child of children)
    if (child !== undefined) element.append(typeof child === 'string' ? visible(child) : child);
  return element;
}
