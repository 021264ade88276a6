/**
 * The probe thread: answers on the admin port while the main loop is busy. It is bundled into one string
 * (`../thread.generated.ts`), because a service that is itself one bundled file has no second file to start a thread
 * from; so it imports node's modules, the contract and little else.
 */
import { cpus } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { findCgroup, readThreadSchedule } from '../../resources/index.ts';
import { answer, type Question } from './answer.ts';
import { createGrpcHealth } from './grpc-health.ts';
import { createH2cServer } from './h2c.ts';
import { assess } from './health.ts';
import { createHttp1Server } from './http1.ts';
import { shareConnections } from './listen.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { monitorLoop } from './monitor.ts';
import { report } from './report.ts';
import { createScraper } from './scrape.ts';
import { SharedState } from './shared-state.ts';
import { waitMeter } from './waiting.ts';

const data = workerData as ThreadData;
const shared = new SharedState(data.buffer);
let { detail } = data;
const tell = (message: FromThread) => parentPort?.postMessage(message);

const monitor = monitorLoop(
  shared,
  waitMeter({ schedule: () => readThreadSchedule(), cgroup: findCgroup(), cpus: cpus().length }),
  { stallThresholdMs: data.stallThresholdMs, sampleMs: data.heartbeatMs },
  (change) => {
    tell({ type: 'liveness', ...change });
    grpc.update();
  },
);
const health = () => assess(shared, monitor.sample(), detail.checks, detail.stalledElsewhere);
const scraper = createScraper((id, accept) => tell({ type: 'metrics', id, accept }));
const ask = (question: Question) =>
  answer(question, {
    health,
    report: () => {
      const liveness = monitor.sample();
      return report({
        data,
        shared,
        detail,
        liveness,
        health: assess(shared, liveness, detail.checks, detail.stalledElsewhere),
        wallTime: Date.now(),
      });
    },
    metrics: (accept) => scraper.scrape(accept),
  });

const grpc = createGrpcHealth(data.service, health);
const http1 = createHttp1Server(ask);
const h2c = createH2cServer(ask, grpc);
const connections = shareConnections(http1, (socket) => h2c.accept(socket));

function close(): void {
  http1.close();
  grpc.close();
  h2c.close();
  monitor.stop();
  parentPort?.close();
  // What has been answered is still sent; whoever is silent is not waited for.
  setImmediate(() => {
    for (const socket of connections) socket.destroySoon();
  });
}

parentPort?.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'detail':
      ({ detail } = message);
      grpc.update();
      break;
    case 'metrics':
      scraper.receive(message.id, message.page);
      break;
    case 'close':
      close();
      break;
  }
});

http1.on('error', (error: NodeJS.ErrnoException) => {
  tell({ type: 'refused', code: error.code, message: error.message });
  close();
});
http1.listen({ port: data.port, ...(data.host === undefined ? {} : { host: data.host }) }, () => {
  const address = http1.address();
  tell({
    type: 'listening',
    port: typeof address === 'object' && address !== null ? address.port : data.port,
  });
});
