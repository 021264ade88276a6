/**
 * Asks Kubernetes' own code about the manifests of `packages/toolkit/test/model/verdicts/cases.ts`, and writes what it refuses to
 * `verdicts.generated.json` beside them: with its defaults, its feature gates as they are, and no admission plugins. Run by hand for
 * new cases or a new Kubernetes version (it takes Go, its module proxy and some minutes): `node scripts/kubernetes-verdicts.ts`.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cases } from '../packages/toolkit/test/model/verdicts/cases.ts';
import { manifestOf } from '../packages/toolkit/test/model/verdicts/manifest.ts';
import { kubernetesSource, ownModulesVersion, releases } from './kubernetes-source.ts';

/** The oldest supported minor version, that whose rules are rehearsed, and the newest. */
const asked = [releases['1.34'], releases['1.36'], releases['1.37']];
/** It is for those who read a failing test. */
const MOST_OF_REASON = 90;
const folder = 'packages/toolkit/test/model/verdicts';

const questions = Object.entries(cases).flatMap(([kind, all]) =>
  all.map((rest) => JSON.stringify({ id: `${kind}\n${rest}`, text: manifestOf(kind, rest) })),
);
const refused: Record<string, Record<string, string>> = {};
for (const release of asked)
  for (const [id, why] of Object.entries(await answersOf(release)))
    if (why !== '') (refused[id] ??= {})[release] = why;

const verdicts = Object.entries(cases).map(([kind, all]) => {
  const lines = all.map((rest) => {
    const [why = ''] = Object.values(refused[`${kind}\n${rest}`] ?? {});
    return `    ${JSON.stringify([rest, why.slice(0, MOST_OF_REASON)])}`;
  });
  return `  ${JSON.stringify(kind)}: [\n${lines.join(',\n')}\n  ]`;
});
await writeFile(
  join(folder, 'verdicts.generated.json'),
  `{"releases": ${JSON.stringify(asked)}, "verdicts": {\n${verdicts.join(',\n')}\n}}\n`,
);

/** What a release says of each; an empty text is nothing. */
async function answersOf(release: string): Promise<Record<string, string>> {
  const program = await mkdtemp(join(tmpdir(), 'kubernetes-verdicts-'));
  try {
    await copyFile('scripts/kubernetes-verdicts/main.go', join(program, 'main.go'));
    await writeFile(join(program, 'go.mod'), await moduleOf(release));
    const environment = { ...process.env, GOFLAGS: '-mod=mod' };
    execFileSync('go', ['build', '-o', 'program', '.'], { cwd: program, env: environment, stdio: 'inherit' });
    const options = { input: questions.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
    return JSON.parse(execFileSync(join(program, 'program'), options)) as Record<string, string>;
  } finally {
    await rm(program, { recursive: true, force: true });
  }
}

async function moduleOf(release: string): Promise<string> {
  const text = await readFile(join(kubernetesSource(release), 'go.mod'), 'utf8');
  const [, version = ''] = /^go (\S+)/m.exec(text) ?? [];
  const own = [...text.matchAll(/^\t(k8s\.io\/\S+) v0\.0\.0$/gm)].map(
    ([, name]) => `\t${name} => ${name} ${ownModulesVersion(release)}`,
  );
  return `module verdicts\n\ngo ${version}\n\nrequire k8s.io/kubernetes ${release}\n\nreplace (\n${own.join('\n')}\n)\n`;
}
