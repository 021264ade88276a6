/** A service in several processes whose faults are chosen by paths, for the tests of their life together. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { config, defineService, reloadable } from '@seaworthy/runtime';

const pid = String(process.pid);

process.once('SIGUSR2', () => {
  throw new Error('boom');
});

await defineService({
  name: 'several',
  version: '1.0.0',
  config: {
    GREETING: reloadable(config.string().default('hello')),
    HEAR_HANGUP: config.boolean().default(false),
    CRASH_IN_START: config.boolean().default(false),
    EXIT_CODE: config.integer().optional(),
    JOB: config.boolean().default(false),
    HANG_IN_START: config.boolean().default(false),
    /** A file that holds the start back as long as it exists. */
    START_GATE: config.string().default(''),
  },
  http: { limits: { maxBodyBytes: 4 * 2 ** 20 } },
  liveness: { stallThresholdMs: Number(process.env['STALL_THRESHOLD_MS'] ?? 1_000), heartbeatMs: 100 },
  async start(app) {
    if (app.config.HEAR_HANGUP) process.on('SIGHUP', () => app.log.info('hung up'));
    if (app.config.HANG_IN_START) await new Promise(() => app.log.info('hanging'));
    while (existsSync(app.config.START_GATE)) await sleep(20);
    process.exitCode = app.config.EXIT_CODE;
    if (app.config.CRASH_IN_START) throw new Error('no luck');
    const counter = app.meter.createCounter('greetings');
    app.meter.createGauge('temperature').record(20);
    await app.use({ name: 'thing', start: () => 0, stop: () => app.log.info('thing released') });
    app.worker('once', { everyMs: 60_000 }, () => app.log.info('worker ran'));
    app.worker('each', { everyMs: 60_000, everyProcess: true }, () => app.log.info('worker ran everywhere'));
    if (app.config.JOB)
      app.worker('job', {}, () => {
        app.log.info('job ran');
        app.stop('the job is done');
      });
    return {
      async listener(request, response) {
        response.setHeader('x-pid', pid);
        counter.add(1);
        switch (request.url) {
          case '/crash':
            setImmediate(() => {
              throw new Error('boom');
            });
            break;
          case '/stall':
            response.end('stalling');
            for (;;);
          case '/slow':
            await sleep(300);
            break;
          case '/begun':
            response.flushHeaders();
            await sleep(300);
            break;
          case '/upload': {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk as Buffer);
            await sleep(50);
            response.end(String(Buffer.concat(chunks).length));
            return;
          }
          case '/thread-heap': {
            const tell =
              'require("node:worker_threads").parentPort.postMessage(require("node:v8").getHeapStatistics().heap_size_limit)';
            const resourceLimits = { maxOldGenerationSizeMb: 40, maxYoungGenerationSizeMb: 12 };
            const [bytes] = (await once(new Worker(tell, { eval: true, resourceLimits }), 'message')) as [
              number,
            ];
            response.end(String(bytes));
            return;
          }
          case '/flags':
            response.end(process.execArgv.join(' '));
            return;
          case '/hang':
            return;
          case '/long-lines':
            for (let line = 0; line < 40; line++) app.log.info({ filling: 'x'.repeat(20_000), line }, 'long');
            break;
          default:
            break;
        }
        response.end(`${app.config.GREETING} ${app.configGeneration}`);
      },
    };
  },
}).run();
