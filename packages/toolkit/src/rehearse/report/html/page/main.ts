import type { PageData } from '../data/types.ts';
import { byId } from './dom.ts';
import { showEvents } from './events.ts';
import { showFacts, showLimits } from './facts.ts';
import { showLost } from './lost.ts';
import { Selection } from './selection.ts';
import { showTheme } from './theme.ts';
import { showTimeline, TimeView } from './timeline/index.ts';
import { showVerdicts } from './verdicts.ts';

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const view = new TimeView(data.durationMs);
const selection = new Selection(data.lost.kept);

document.title = `Rehearsal of ${data.workload}: ${data.headline}`;
showTheme();
showFacts(data);
showVerdicts(data, view, selection);
showTimeline(data, view, selection);
showLost(data, view, selection);
showEvents(data, view);
showLimits(data);
