import { ExitCode } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import { exitNow, runProcess } from '../lifecycle/index.ts';
import type { Member } from '../processes/index.ts';
import { findCgroup, forgetAllocator, forgetSizing, heapOfShare } from '../resources/index.ts';
import { compose } from './compose.ts';
import type { ServiceDefinition } from './definition.ts';
import { prepare, type Surroundings } from './prepare.ts';

/** Serves as one of several processes: the primary reads the configuration, answers the probes and gives the orders. */
export async function serveAsMember<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  asked: Surroundings,
  member: Member,
): Promise<void> {
  forgetAllocator();
  if (member.welcome.heap.sized) forgetSizing();
  const prepared = await prepare(definition, { ...asked, member });
  const { clock, bus, log } = prepared;
  bus.emit({ type: 'memory.heap', ...heapOfShare(findCgroup(), member.share.of), ...member.welcome.heap });
  const { lifecycle, inFlight } = compose(definition, prepared);
  member.onOrder((order) => {
    if (order.type === 'stop') return void lifecycle.stop(order.cause, order.reason);
    log.flush();
    exitNow(ExitCode.forced);
  });
  const { exitCode } = await runProcess({ lifecycle, clock, bus, flushLogs: () => log.flush(), inFlight });
  if (exitCode === ExitCode.ok) await member.send({ type: 'stopped' });
}
