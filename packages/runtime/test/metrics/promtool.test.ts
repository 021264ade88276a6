import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { missing, promtool } from './debian-tools.ts';

const why = missing('promtool');
const alerts = fileURLToPath(new URL('../../../../docs/alerts/', import.meta.url));

describe.skipIf(why !== '')(`what promtool finds${why}`, () => {
  let service: SpawnedService;
  let url: string;
  beforeAll(async () => {
    service = spawnService(new URL('measured-service.ts', import.meta.url));
    const { port } = await service.line((line) => 'port' in line);
    url = `http://127.0.0.1:${String(port)}`;
    await fetch(`${url}/work`);
    await fetch(`${url}/work?status=503`);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('nothing to say of the exposition', async () => {
    const exposition = await (await fetch(`${url}/metrics`)).text();
    expect(exposition).toContain('http_server_request_duration_seconds_bucket');
    expect(promtool(['check', 'metrics'], exposition)).toEqual({ status: 0, output: '' });
  });

  it('no fault in the alert rules', () => {
    const { status, output } = promtool(['check', 'rules', `${alerts}seaworthy.rules.yaml`]);
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  it('every alert firing and keeping silent as it should', async () => {
    const file = `${alerts}seaworthy.rules.test.yaml`;
    const rules = await readFile(`${alerts}seaworthy.rules.yaml`, 'utf8');
    const tests = await readFile(file, 'utf8');
    for (const [, name] of rules.matchAll(/alert: (\w+)/g)) {
      expect(tests).toContain(`name: ${name} fires`);
      expect(tests).toContain(`name: ${name} keeps silent`);
    }
    const { status, output } = promtool(['test', 'rules', file]);
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
