/**
 * Has Kubernetes' own functions decide in the states of `kubernetes-1.36/*.jsonl`, and writes what they decide into the same lines: a
 * line may lack it. Run by hand for new states (it takes Go, its module proxy and some minutes): `node scripts/kubernetes-decisions.ts`.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kubernetesSource, ownModulesVersion, releases } from './kubernetes-source.ts';

const release = releases['1.36'];
const records = 'packages/toolkit/src/rehearse/testing/kubernetes-1.36';
/** Tests of ours within Kubernetes' packages, laid as these are; for what they call is private to a package. */
const program = 'scripts/kubernetes-decisions';

if (isGoMissing()) {
  console.error(
    'Kubernetes’ own functions are written in Go, which is not installed here: nothing was asked.',
  );
  process.exitCode = 1;
} else {
  const work = await mkdtemp(join(tmpdir(), 'kubernetes-decisions-'));
  try {
    await decide(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function isGoMissing(): boolean {
  try {
    execFileSync('go', ['version']);
    return false;
  } catch {
    return true;
  }
}

async function decide(work: string): Promise<void> {
  const source = join(work, 'kubernetes');
  const decided = join(work, 'decided');
  await layOut(source);
  await cp(records, decided, { recursive: true });
  const files = await readdir(program, { recursive: true });
  const tests = files.filter((file) => file.endsWith('_test.go'));
  const packages = new Set(tests.map((file) => `./${dirname(file)}`));
  execFileSync('go', ['test', '-count=1', '-vet=off', '-run', '^TestDecisions', ...packages], {
    cwd: source,
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', DECISIONS: decided },
    stdio: 'inherit',
  });
  for (const file of await readdir(records)) await merge(join(records, file), join(decided, file));
}

/** Kubernetes' source with what is ours. */
async function layOut(source: string): Promise<void> {
  execFileSync('cp', ['-R', kubernetesSource(release), source]);
  execFileSync('chmod', ['-R', 'u+w', source]);
  await cp(program, source, { recursive: true });
  const module = join(source, 'go.mod');
  const text = await readFile(module, 'utf8');
  const own = text.replaceAll(/=> \.\/staging\/src\/(\S+)/g, `=> $1 ${ownModulesVersion(release)}`);
  await writeFile(module, own);
}

/** What was decided takes the place of what a line has of the same name. */
async function merge(recorded: string, decided: string): Promise<void> {
  const decisions = await linesOf(decided);
  const rows = (await linesOf(recorded)).map((row, line) => JSON.stringify({ ...row, ...decisions[line] }));
  await writeFile(recorded, `${rows.join('\n')}\n`);
}

async function linesOf(file: string): Promise<object[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}
