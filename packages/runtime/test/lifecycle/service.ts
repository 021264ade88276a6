/** A service whose faults are chosen by variables, for the tests of a process's life. */
import { setTimeout as sleep } from 'node:timers/promises';
import { config, defineService } from '@seaworthy/runtime';

const service = defineService({
  name: 'subject',
  version: '1.0.0',
  configPrefix: 'SUBJECT_',
  redact: ['card.number'],
  config: {
    HANG_IN_START: config.boolean().default(false),
    FAIL_IN_START: config.boolean().default(false),
    LINGER: config.boolean().default(false),
    HANG_IN_WORKER: config.boolean().default(false),
    EXIT_CODE: config.integer().optional(),
    HEAR_HANGUP: config.boolean().default(false),
    RAISE_AGAIN: config.boolean().default(false),
    AFTER_RELEASE: config.enum(['throw', 'signal']).optional(),
    SECRET_NUMBER: config.secret(config.integer()).optional(),
  },
  async start(app) {
    await app.use({
      name: 'first',
      start: () => 0,
      stop: () => app.log.info('first released'),
    });
    const card = { number: '4111' };
    await app.use({ name: 'second', start: () => 0, stop: () => app.log.info({ card }, 'second released') });
    if (app.config.HANG_IN_START) await new Promise(() => app.log.info('hanging'));
    if (app.config.FAIL_IN_START) throw new Error('no luck');
    if (app.config.LINGER) setInterval(() => undefined, 1000);
    if (app.config.HANG_IN_WORKER) app.worker('stubborn', {}, () => sleep(600_000));
    process.exitCode = app.config.EXIT_CODE;
    if (app.config.HEAR_HANGUP) process.on('SIGHUP', () => app.log.info('hung up'));
    if (app.config.RAISE_AGAIN) process.once('SIGTERM', () => process.kill(process.pid, 'SIGTERM'));
    app.on((event) => {
      if (event.type !== 'state' || event.to !== 'stopped') return;
      if (app.config.AFTER_RELEASE === 'throw') setImmediate(() => throwing('too late'));
      if (app.config.AFTER_RELEASE === 'signal') setImmediate(() => process.kill(process.pid, 'SIGTERM'));
    });
    return {
      listener(req, res) {
        // oxlint-disable-next-line node/no-process-exit -- what a service must not do
        if (req.url === '/exit') process.exit(3);
        if (req.url === '/throw') setImmediate(() => throwing('boom'));
        if (req.url === '/reject') void Promise.reject(new Error('left alone'));
        if (req.url === '/ring') void Promise.reject(ring());
        if (req.url === '/no-text') void Promise.reject(Object.create(null) as Error);
        if (req.url === '/slow') return;
        res.end('ok');
      },
    };
  },
});

/** As the errors of HTTP clients are, which lead back to themselves. */
function ring(): Error {
  const error = new Error('a ring');
  error.cause = { response: { error } };
  return error;
}

function throwing(message: string): never {
  throw new Error(message, { cause: new TypeError('the cause') });
}

if (process.env['HANG_BEFORE_START'] !== undefined) {
  console.log(JSON.stringify({ msg: 'loading' }));
  await sleep(600_000);
}
await service.run();
