import { html, svg } from '../dom.ts';
import type { TimeScale } from './scale.ts';

/** What a track shows of the part that is in view. */
export interface Painting {
  readonly shapes: readonly SVGElement[];
  /** What the upper and the lower edge stand for. */
  readonly top?: string;
  readonly bottom?: string;
}

/** One row of the timeline: a label, and a picture on the common scale of time. */
export interface Track {
  readonly row: HTMLElement;
  draw(scale: TimeScale): void;
}

/** How a track looks. */
interface TrackOptions {
  readonly label: readonly (Node | string)[];
  readonly kind: string;
  readonly height: (scale: TimeScale) => number;
  readonly paint: (scale: TimeScale, height: number) => Painting;
}

/** A track that paints itself anew whenever the view changes. */
export function track({ label, kind, height, paint }: TrackOptions): Track {
  const [top, bottom] = [html('span', { class: 'edge top' }), html('span', { class: 'edge bottom' })];
  const picture = svg('svg', { 'aria-hidden': true, focusable: 'false' });
  const text = html('div', { class: 'label' }, html('span', { class: 'title' }, ...label), top, bottom);
  const row = html('div', { class: `track ${kind}` }, text, picture);
  return {
    row,
    draw(scale) {
      const pixels = height(scale);
      picture.setAttribute('width', String(scale.width));
      picture.setAttribute('height', String(pixels));
      picture.setAttribute('viewBox', `0 0 ${scale.width} ${pixels}`);
      const painting = paint(scale, pixels);
      picture.replaceChildren(...painting.shapes);
      top.textContent = painting.top ?? '';
      bottom.textContent = painting.bottom ?? '';
    },
  };
}
