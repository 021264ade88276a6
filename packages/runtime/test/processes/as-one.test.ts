import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { page, pidOf, readyTimes, runSeveral, until } from './several.ts';

const figure = (text: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);

test('one scrape tells the figures of all, and no counter falls when one dies', async () => {
  await using service = runSeveral();
  await service.ready();
  const [url, admin] = [await service.url(), `${await service.adminUrl()}/metrics`];
  await Promise.all(Array.from({ length: 40 }, () => page(`${url}/slow`)));
  const before = await page(admin);
  expect(figure(before.text, 'greetings_total')).toBe(40);
  expect(before.text).toContain('seaworthy_state{seaworthy_state="ready"} 1');
  expect(before.text.match(/^temperature\{.*$/gm)).toEqual([
    'temperature{seaworthy_process="1"} 20',
    'temperature{seaworthy_process="2"} 20',
  ]);
  expect(figure(before.text, 'seaworthy_processes')).toBe(2);
  expect(figure(before.text, 'seaworthy_log_lines_dropped_total')).toBe(0);
  process.kill(pidOf(service, 1), 'SIGKILL');
  await readyTimes(service, 1, 2);
  await page(url);
  const after = await page(admin);
  expect(figure(after.text, 'greetings_total')).toBe(41);
  expect(after.text).toMatch(/^seaworthy_process_exits_total\{expected="false"\} 1$/m);
});

test('lines of several processes are whole and none is lost', async () => {
  await using service = runSeveral();
  await service.ready();
  const url = await service.url();
  const pages = await Promise.all(Array.from({ length: 4 }, () => page(`${url}/long-lines`)));
  expect(pages.every(({ status }) => status === 200)).toBe(true);
  service.kill('SIGTERM');
  await service.exit;
  expect(service.lines.filter((line) => 'text' in line)).toEqual([]);
  expect(service.lines.filter(({ msg }) => msg === 'long')).toHaveLength(160);
});

test('what a killed process had written is in the log', async () => {
  await using service = runSeveral();
  await service.ready();
  const { pid } = await page(await service.url());
  await service.line(({ msg, status }) => status === 200 || String(msg).includes('GET'));
  process.kill(Number(pid), 'SIGKILL');
  await service.line(({ event }) => event === 'process.exited');
  expect(service.lines.filter((line) => 'text' in line)).toEqual([]);
});

test('workers run once, or in each process where they ask for it', async () => {
  await using service = runSeveral();
  await service.ready();
  // The log comes a moment after the state.
  const lines = [
    ['worker ran', 1],
    ['worker ran everywhere', 1],
    ['worker ran everywhere', 2],
  ] as const;
  for (const [msg, number] of lines)
    await service.line((line) => line['msg'] === msg && line['process'] === number);
  const ran = (msg: string) =>
    service.lines.filter((line) => line['msg'] === msg).map((line) => line['process']);
  expect(ran('worker ran')).toEqual([1]);
  expect(new Set(ran('worker ran everywhere'))).toEqual(new Set([1, 2]));
  process.kill(pidOf(service, 1), 'SIGKILL');
  await readyTimes(service, 1, 2);
  await service.line(() => ran('worker ran').length > 1);
  expect(ran('worker ran')).toEqual([1, 1]);
});

test('a changed configuration is in force in all under the same generation, in a later process too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-several-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  // At once, as a volume changes: what is half written would be a generation of its own.
  const configure = async (greeting: string) => {
    await writeFile(`${file}.next`, `greeting: ${greeting}\n`);
    await rename(`${file}.next`, file);
  };
  await configure('hi');
  await using service = runSeveral({ CONFIG_FILE: file });
  await service.ready();
  const url = await service.url();
  await configure('good morning');
  for (const number of [1, 2])
    await service.line(({ event, process }) => event === 'config.reloaded' && process === number);
  // From now on what a process reads by itself would be refused.
  await configure('[');
  await service.line(({ event }) => event === 'config.rejected');
  process.kill(pidOf(service, 1), 'SIGKILL');
  await readyTimes(service, 1, 2);
  const greeted = new Map<string, string>();
  await until(
    () => Promise.all(Array.from({ length: 8 }, () => page(`${url}/slow`))),
    (pages) => {
      for (const { pid, text } of pages) greeted.set(pid, text);
      return greeted.size === 2;
    },
  );
  expect([...greeted.values()]).toEqual(['good morning 2', 'good morning 2']);
});
