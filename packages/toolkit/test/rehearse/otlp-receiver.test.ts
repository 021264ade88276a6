import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startOtlpReceiver } from 'seaworthy/rehearse';
import { expect, onTestFinished, test } from 'vitest';
import { projectFolder, serviceProject } from '../image/service-project.ts';

const incoming = '0af7651916cd43dd8448eb211c80319c';
const bench = join(import.meta.dirname, '../../../../bench');

async function receiver() {
  const started = await startOtlpReceiver({ host: '127.0.0.1' });
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

/** Runs a program that prints its port, sends it one request with a trace context, and has it end by SIGTERM. */
async function askAndEnd(args: readonly string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const port = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = /Listening for http on .*?, port (\d+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`it ended before it listened: ${text}`)));
  });
  const headers = { traceparent: `00-${incoming}-00f067aa0ba902b7-01`, connection: 'close' };
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers });
  expect(answer.status).toBe(200);
  await answer.text();
  child.kill('SIGTERM');
  await exited;
}

test.each(['http/protobuf', 'http/json'])('the runtime’s own exporter, by %s', async (protocol) => {
  const folder = serviceProject({
    'src/main.ts': `
      import { defineService } from '@seaworthy/runtime';
      const service = defineService({
        name: 'greeter',
        version: '1.0.0',
        config: {},
        async start() { return { fetch: () => new Response('ahoy') }; },
      });
      await service.run();
    `,
  });
  onTestFinished(() => rm(folder, { recursive: true }));
  const started = await receiver();
  await askAndEnd(['--conditions=seaworthy-source', 'src/main.ts'], folder, {
    OTEL_EXPORTER_OTLP_ENDPOINT: started.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    HOST: '127.0.0.1',
    PORT: '0',
    ADMIN_PORT: '0',
    OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=greeter-1',
  });
  expect(started.spans).toContainEqual(
    expect.objectContaining({
      service: 'greeter',
      pod: 'greeter-1',
      traceId: incoming,
      parentSpanId: '00f067aa0ba902b7',
      kind: 'server',
    }),
  );
  expect(started.malformed).toBe(0);
});

test.each(['http/protobuf', 'http/json'])(
  'the exporter of OpenTelemetry’s SDK, by %s with gzip',
  async (protocol) => {
    const folder = projectFolder({
      'main.cjs': `
        const { createServer } = require('node:http');
        const server = createServer((_, response) => response.end('ahoy'));
        server.listen(0, '127.0.0.1', () =>
          console.log('Listening for http on 127.0.0.1, port ' + server.address().port),
        );
        process.once('SIGTERM', () => server.close());
      `,
    });
    onTestFinished(() => rm(folder, { recursive: true }));
    const started = await receiver();
    // Where the SDK is installed: the bench compares with it.
    const preload = ['--import', '@opentelemetry/auto-instrumentations-node/register'];
    await askAndEnd([...preload, join(folder, 'main.cjs')], bench, {
      OTEL_EXPORTER_OTLP_ENDPOINT: started.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'peer',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    });
    expect(started.spans).toContainEqual(
      expect.objectContaining({ service: 'peer', traceId: incoming, kind: 'server' }),
    );
    expect(started.malformed).toBe(0);
  },
);
