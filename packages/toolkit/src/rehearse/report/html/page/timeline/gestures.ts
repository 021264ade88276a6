import { announce, byId } from '../dom.ts';
import type { Selection } from '../selection.ts';
import type { TimeScale } from './scale.ts';
import type { TimeView } from './time-view.ts';

/** How far a pointer moves before it drags, in pixels. */
const SLOP = 4;

/** What gestures need to know of the picture. */
interface Surface {
  readonly scale: () => TimeScale;
  /** Where the scale begins on the page, in pixels. */
  readonly left: () => number;
  /** How near a loss has to be, in milliseconds. */
  readonly reachMs: () => number;
  /** The pods whose lanes are seen, from above. */
  readonly pods: () => readonly string[];
  /** Shows what was so at a moment, and of the pod pointed at, and returns it. */
  readonly point: (at: number | undefined, pod?: string) => string;
}

/** How far the cursor goes by a key, as a part of what is shown. */
const STEP = 0.01;

/** Moves the view and the cursor, and goes from loss to loss, by keys. */
export function followKeys(
  plot: HTMLElement,
  view: TimeView,
  selection: Selection,
  { point, pods }: Surface,
): void {
  const shows = (change: () => void) => () => {
    change();
    announce(view.text);
  };
  let told: { readonly at: number; readonly pod: string | undefined } | undefined;
  const tell = (by: number, lanes: number) => () => {
    const { from, until, span } = view;
    const isSeen = told !== undefined && told.at >= from && told.at <= until;
    const at = isSeen ? Math.min(until, Math.max(from, (told?.at ?? 0) + by * span)) : (from + until) / 2;
    const all = pods();
    const lane = all.indexOf(told?.pod ?? '') + lanes;
    told = { at, pod: lanes === 0 ? told?.pod : all[Math.min(all.length - 1, Math.max(0, lane))] };
    announce(point(at, told.pod));
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: shows(() => view.pan(-0.1)),
    ArrowRight: shows(() => view.pan(0.1)),
    PageUp: shows(() => view.pan(-0.9)),
    PageDown: shows(() => view.pan(0.9)),
    Home: shows(() => view.show(0, view.span)),
    End: shows(() => view.show(view.duration - view.span, view.duration)),
    '+': shows(() => view.zoom(0.5)),
    '=': shows(() => view.zoom(0.5)),
    '-': shows(() => view.zoom(2)),
    '0': shows(() => view.all()),
    'Shift+ArrowLeft': tell(-STEP, 0),
    'Shift+ArrowRight': tell(STEP, 0),
    'Shift+ArrowUp': tell(0, -1),
    'Shift+ArrowDown': tell(0, 1),
    Escape: () => void point(undefined),
    n: () => selection.select(selection.step(1, view.from)),
    p: () => selection.select(selection.step(-1, view.until)),
    Enter: () => selection.current && byId('chain').focus(),
  };
  plot.addEventListener('keydown', (event) => {
    const { key, shiftKey } = event;
    const action = actions[shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
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
  const point = (event: PointerEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.track') : null;
    if (event.clientX >= surface.left()) surface.point(at(event), row?.dataset['pod']);
  };
  plot.addEventListener('pointermove', (event) => {
    if (dragged === undefined) {
      point(event);
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
    if (dragged?.moved === false) {
      point(event);
      selection.select(selection.nearest(at(event), surface.reachMs()));
    }
    dragged = undefined;
  });
  plot.addEventListener('pointercancel', () => (dragged = undefined));
  plot.addEventListener('pointerleave', ({ pointerType }) => {
    // A finger leaves as it is lifted, after the tap that asked.
    if (pointerType !== 'touch') surface.point(undefined);
  });
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
