import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { EventBus } from '../events.ts';
import type { Admission } from '../resources/index.ts';
import type { HttpInstrumentation } from '../telemetry/index.ts';
import type { AccessLog } from '../log/index.ts';
import type { Connection } from './connections/connection.ts';
import type { Discards } from './admission/discard.ts';
import type { Drain } from './drain/drain.ts';
import type { ExchangeList } from './exchange/exchange-list.ts';
import type { IdleConnections } from './connections/idle-connections.ts';
import type { UpgradeListener } from './handler.ts';
import type { ResolvedLimits } from './limits.ts';
import type { OpenFiles } from './connections/open-files.ts';
import type { Overload } from './admission/overload.ts';
import type { UpgradedReading } from './upgrades/upgraded-reading.ts';
import type { Rejections } from './admission/rejections.ts';
import type { RouteBodyFinder } from './request-body/route-body.ts';

/** What the parts of one HTTP server share. */
export interface Serving {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly limits: ResolvedLimits;
  /** What holds for the bodies of single routes; undefined where none differs. */
  readonly bodies: RouteBodyFinder | undefined;
  readonly drain: Drain;
  readonly rejections: Rejections;
  readonly connections: Set<Connection>;
  readonly exchanges: ExchangeList;
  readonly listener: (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly upgrade: UpgradeListener | undefined;
  readonly access: AccessLog | undefined;
  readonly instrumentation: HttpInstrumentation | undefined;
  /** Lets requests in as far as there is memory. */
  readonly admission: Admission | undefined;
  /** Bodies of those that were turned away. */
  readonly discards: Discards;
  /** Reads what comes by connections that were upgraded. */
  readonly upgraded: UpgradedReading;
  /** Bounds what is done at once; set once the rest stands. */
  overload: Overload | undefined;
  /** Bound connections without a request; set likewise. */
  idle: readonly IdleConnections[];
  /** Bounds connections by the files that the process may have open. */
  readonly openFiles: OpenFiles;
}
