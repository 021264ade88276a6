/** Draws the live view of a rehearsal in which nothing happens, until it is interrupted; says so when it goes on after a stop. */
import { systemClock } from '../../src/rehearse/clock.ts';
import { liveView } from '../../src/rehearse/report/index.ts';

const view = liveView(process.stderr, { workload: 'shop', scenarios: ['start'], clock: systemClock });
process.once('SIGINT', () => {
  view?.close();
  process.exit();
});
// As a rehearsal is, it is kept alive by something else than the view; not for ever, where its test fails.
setTimeout(() => process.exit(), 30_000);
process.on('SIGCONT', () => console.log('It goes on.'));
