import type { Selection } from '../selection.ts';
import type { TimeScale } from './scale.ts';
import type { TimeView } from './time-view.ts';

/** How near a click has to be to a loss, and how far a pointer moves before it drags, in pixels. */
const REACH = 14;
const SLOP = 4;

/** Moves the view and goes from loss to loss by keys. */
export function followKeys(plot: HTMLElement, view: TimeView, selection: Selection): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => view.pan(-0.1),
    ArrowRight: () => view.pan(0.1),
    PageUp: () => view.pan(-0.9),
    PageDown: () => view.pan(0.9),
    Home: () => view.show(0, view.span),
    End: () => view.show(view.duration - view.span, view.duration),
    '+': () => view.zoom(0.5),
    '=': () => view.zoom(0.5),
    '-': () => view.zoom(2),
    '0': () => view.all(),
    n: () => selection.select(selection.step(1, view.from)),
    p: () => selection.select(selection.step(-1, view.until)),
  };
  plot.addEventListener('keydown', (event) => {
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
}

/** What the pointer needs to know of the picture. */
interface Surface {
  readonly scale: () => TimeScale;
  /** Where the scale begins on the page, in pixels. */
  readonly left: () => number;
  /** Shows what was so at a moment, and of the pod pointed at. */
  readonly point: (at: number | undefined, pod?: string) => void;
}

/** Drags, zooms, points and selects by pointer. */
export function followPointer(
  plot: HTMLElement,
  view: TimeView,
  selection: Selection,
  surface: Surface,
): void {
  const at = (event: MouseEvent) => surface.scale().at(event.clientX - surface.left());
  let dragged: { readonly x: number; readonly from: number; moved: boolean } | undefined;
  plot.addEventListener('pointerdown', (event) => {
    if (event.button === 0) dragged = { x: event.clientX, from: view.from, moved: false };
  });
  plot.addEventListener('pointermove', (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.track') : null;
    if (dragged === undefined) {
      if (event.clientX >= surface.left()) surface.point(at(event), row?.dataset['pod']);
      return;
    }
    const by = event.clientX - dragged.x;
    if (!dragged.moved && Math.abs(by) < SLOP) return;
    dragged.moved = true;
    plot.setPointerCapture(event.pointerId);
    const from = dragged.from - (by / surface.scale().width) * view.span;
    view.show(from, from + view.span);
  });
  plot.addEventListener('pointerup', (event) => {
    const { scale } = surface;
    if (dragged?.moved === false) {
      const reach = (REACH / scale().width) * view.span;
      selection.select(selection.nearest(at(event), reach));
    }
    dragged = undefined;
  });
  plot.addEventListener('pointercancel', () => (dragged = undefined));
  plot.addEventListener('pointerleave', () => surface.point(undefined));
  plot.addEventListener('dblclick', (event) => view.zoom(0.4, at(event)));
  plot.addEventListener(
    'wheel',
    (event) => {
      // A plain wheel scrolls the page, as everywhere.
      if (event.ctrlKey || event.metaKey) view.zoom(event.deltaY > 0 ? 1.25 : 0.8, at(event));
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        view.pan(event.deltaX / surface.scale().width);
      else return;
      event.preventDefault();
    },
    { passive: false },
  );
}
