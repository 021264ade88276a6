/** Regenerates every generated file. `--check` writes nothing and fails when one is out of date. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { alertRules, alertRuleTests } from './generate/alerts/index.ts';
import { grafanaDashboard } from './generate/dashboard/index.ts';
import { packageVersion } from './generate/package-version.ts';
import { commandReference } from './generate/command-reference.ts';
import { probeThread } from './generate/probe-thread.ts';
import { environmentReference } from './generate/environment-reference.ts';
import { errorReference } from './generate/error-reference.ts';
import { metricReference } from './generate/metric-reference.ts';
import { reportPage } from './generate/report-page.ts';
import { schemaTypes } from './generate/schema-types.ts';
import { settingsReference } from './generate/settings-reference.ts';
import { shopManifests } from './generate/shop-manifests.ts';
import { shopPage } from './generate/shop-page.ts';

/** npm publishes a package with the licence in its own folder. */
const licence = () => readFile('LICENSE', 'utf8');

const generators: Record<string, () => Promise<string>> = {
  'packages/contract/LICENSE': licence,
  'packages/runtime/LICENSE': licence,
  'packages/toolkit/LICENSE': licence,
  'packages/contract/src/service-contract.generated.ts': () =>
    schemaTypes('packages/contract/src/service-contract.schema.json'),
  'packages/toolkit/src/rehearse/workload/settings/settings.generated.ts': () =>
    schemaTypes('packages/toolkit/src/rehearse/workload/settings/rehearse.schema.json'),
  'packages/runtime/src/probes/thread.generated.ts': probeThread,
  'packages/toolkit/src/rehearse/report/html/page.generated.ts': reportPage,
  'packages/runtime/src/version.generated.ts': () => packageVersion('packages/runtime'),
  'services/shop/src/version.generated.ts': () => packageVersion('services/shop'),
  'services/shop/src/web/assets.generated.ts': shopPage,
  'docs/reference/command.md': commandReference,
  'docs/reference/contract.md': () =>
    settingsReference({
      name: 'seaworthy.yaml',
      title: 'The contract of a service',
      schema: 'packages/contract/src/service-contract.schema.json',
    }),
  'docs/reference/environment.md': environmentReference,
  'docs/reference/errors.md': errorReference,
  'docs/reference/metrics.md': metricReference,
  'docs/reference/rehearse.md': () =>
    settingsReference({
      name: 'rehearse.yaml',
      title: 'Settings of a rehearsal',
      schema: 'packages/toolkit/src/rehearse/workload/settings/rehearse.schema.json',
    }),
  'docs/dashboards/seaworthy.json': grafanaDashboard,
  'docs/alerts/seaworthy.rules.yaml': alertRules,
  'docs/alerts/seaworthy.rules.test.yaml': alertRuleTests,
  ...shopManifests(),
};

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, generate] of Object.entries(generators)) {
  const wanted = await generate();
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present === wanted) continue;
  stale.push(path);
  if (checkOnly) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, wanted);
}
for (const path of stale) console.log(`${checkOnly ? 'out of date' : 'written'}: ${path}`);
if (checkOnly && stale.length > 0) {
  console.error('Run `npm run generate` and commit the result.');
  process.exitCode = 1;
}
