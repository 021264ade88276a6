import { page, runSeveral, until } from './several.ts';
const t0 = performance.now();
const say = (...a: unknown[]) => console.log(Math.round(performance.now() - t0), ...a);
await using service = runSeveral();
await service.ready();
say('ready');
const [url, admin] = [await service.url(), await service.adminUrl()];
const s = await page(`${url}/stall`);
say('stalled', s);
let n = 0;
const timer = setTimeout(() => {
  say('TIMEOUT after', n);
  for (const l of service.lines.slice(-12)) say(JSON.stringify(l).slice(0, 300));
  process.exit(1);
}, 40000);
await until(
  () => {
    n++;
    return page(`${admin}/livez`);
  },
  (p) => p.status === 503,
);
say('503 after', n);
for (let i = 0; i < 20; i++) say(i, (await page(url)).pid);
clearTimeout(timer);
