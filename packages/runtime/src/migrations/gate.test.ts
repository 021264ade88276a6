import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../events.ts';
import type { MigrationDatabase } from './database.ts';
import { schemaGate } from './gate.ts';
import { checkList } from './load.ts';

/** A gate for a program with versions 1 and 2, over a database that answers as it is told to. */
function subject() {
  const events: RuntimeEvent[] = [];
  const answers = { versions: [] as number[] | Error, asked: 0 };
  const database: MigrationDatabase = {
    isOutage: () => true,
    connect: async (work) => {
      answers.asked++;
      const { versions } = answers;
      if (versions instanceof Error) throw versions;
      const rows: object[] = versions.map((version) => ({
        version: String(version),
        name: `${version}_it`,
        checksum: null,
      }));
      return work({ query: () => Promise.resolve({ rows: rows as never[] }) });
    },
  };
  const migrations = checkList(['1_it', '2_it'].map((name) => ({ name, sql: 'select 1' })));
  const gate = schemaGate({ service: 'shop', migrations, database, emit: (event) => events.push(event) });
  const ask = () => Promise.try(() => gate.check.run(new AbortController().signal));
  return { gate, ask, answers, events };
}

test('fails while the schema lacks something, and opens once it has all', async () => {
  const { gate, ask, answers, events } = subject();
  await expect(ask()).rejects.toThrow(
    'the schema is at version 0, the code needs 2: 1_it and 1 more are not applied',
  );
  answers.versions = [1];
  await expect(ask()).rejects.toThrow('the schema is at version 1, the code needs 2');
  await expect(ask()).rejects.toThrow('version 1');
  answers.versions = [1, 2];
  await ask();
  await gate.passed(new AbortController().signal);
  expect(events).toEqual([
    { type: 'schema', state: 'older', database: 0, code: 2 },
    { type: 'schema', state: 'older', database: 1, code: 2 },
    { type: 'schema', state: 'current', database: 2, code: 2 },
  ]);
});

test('asks nothing more once it is open, whatever becomes of the schema', async () => {
  const { ask, answers } = subject();
  answers.versions = [1, 2];
  await ask();
  answers.versions = [];
  await ask();
  expect(answers.asked).toBe(1);
});

test('a newer schema passes, one of another line does not', async () => {
  const newer = subject();
  newer.answers.versions = [1, 2, 3];
  await newer.ask();
  expect(newer.events).toEqual([{ type: 'schema', state: 'newer', database: 3, code: 2 }]);
  const other = subject();
  other.answers.versions = [1, 3];
  await expect(other.ask()).rejects.toThrow(
    'the schema is at version 3, the code needs 2: 2_it is not applied',
  );
});

test('a database that is down does not pass, and is asked again', async () => {
  const { ask, answers } = subject();
  answers.versions = new Error('down');
  await expect(ask()).rejects.toThrow('down');
  answers.versions = [1, 2];
  await ask();
});

test('waiting for it ends with its signal', async () => {
  const { gate } = subject();
  const abandoned = new AbortController();
  const waiting = gate.passed(abandoned.signal);
  abandoned.abort(new Error('SIGTERM'));
  await expect(waiting).rejects.toThrow('SIGTERM');
  await expect(gate.passed(abandoned.signal)).rejects.toThrow('SIGTERM');
});
