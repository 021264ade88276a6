import type { Skipped } from './chosen.ts';
import { machine, versionsOf } from './environment.ts';
import { parseOptions, type BenchOptions, type OwnOption } from './options.ts';
import { table, type TableRow } from './table.ts';

/** What the runtime claims of itself, and whether this run bears it out. */
export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
  /** What was found, in words. */
  readonly found: string;
}

/** What a bench found. */
export interface Findings<Row> {
  /** One row per program and profile, as they go into the JSON. */
  readonly results: readonly Row[];
  readonly skipped?: readonly Skipped[];
  /** Under the table, and in the JSON. They don't change the exit status: to fail a claim is to have measured it. */
  readonly verdicts?: readonly Verdict[];
  /** Figures of the whole run, in the JSON beside the rows. */
  readonly whole?: Readonly<Record<string, unknown>>;
  /** Text under the table. */
  readonly notes?: string;
}

/** A side-by-side measurement. */
export interface Bench<Row> {
  /** As in `npm run bench:NAME`. */
  readonly name: string;
  /** npm packages whose versions go with the figures. */
  readonly packages: readonly string[];
  /** What it can be told beside `--quick` and `--json`; anything else is refused. */
  readonly takes: readonly OwnOption[];
  /** Measures. @throws when it could not: then nothing is printed as a result. */
  measure(options: BenchOptions): Promise<Findings<Row>>;
  /** A row as people see it. */
  columns(row: Row): TableRow;
}

/**
 * Runs a bench from the command line. Progress goes to standard error, the table to standard output, and with `--json`
 * one object on standard output's last line. A run that could not measure says why and exits 1.
 */
export async function runBench<Row>(bench: Bench<Row>): Promise<void> {
  // Only an exit that is asked for runs the `exit` listeners, which end the children; a second signal must not cut them short.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  process.setMaxListeners(0);
  try {
    const options = parseOptions(process.argv.slice(2), bench.takes);
    const environment = { machine: machine(), versions: versionsOf(bench.packages) };
    const seeded = bench.takes.includes('seed') && { seed: options.seed };
    const flags = [seeded && `--seed ${seeded.seed}`, options.quick && '--quick'].filter(Boolean);
    console.error(`bench:${bench.name} ${flags.join(' ')}`);
    const findings = await bench.measure(options);
    const { results, skipped = [], verdicts = [], whole } = findings;
    print(findings, bench);
    if (results.length === 0) throw new Error('Nothing was measured');
    if (!options.json) return;
    const { quick } = options;
    console.log(
      JSON.stringify({
        bench: bench.name,
        ...seeded,
        quick,
        ...environment,
        ...whole,
        results,
        skipped,
        verdicts,
      }),
    );
  } catch (error) {
    console.error(`bench:${bench.name} could not measure:`, error);
    process.exitCode = 1;
  }
}

function print<Row>({ results, skipped = [], verdicts = [], notes }: Findings<Row>, bench: Bench<Row>): void {
  if (results.length > 0) console.log(`\n${table(results.map((row) => bench.columns(row)))}\n`);
  for (const { name, reason } of skipped) console.log(`skipped ${name}: ${reason}`);
  for (const { claim, holds, found } of verdicts)
    console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}: ${found}`);
  if (notes !== undefined && notes !== '') console.log(notes);
}
