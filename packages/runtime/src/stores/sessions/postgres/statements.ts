/** The statements of the store. Times are milliseconds since the Unix epoch on this side, `timestamptz` in the table. */

const time = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

const milliseconds = (column: string): string =>
  `round(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

/** A row's columns from eight parameters, the first of which is number `first`. */
const row = (first: number): string =>
  [
    `$${first}::text`,
    `$${first + 1}::integer`,
    `$${first + 2}::text`,
    `$${first + 3}::text`,
    time(first + 4),
    time(first + 5),
    `$${first + 6}::boolean`,
    `$${first + 7}::text`,
  ].join(', ');

const columns = 'key, version, user_id, data, created_at, expires_at, superseded, predecessor';

/** Only the version just before the given one is written over. Two writers of one version can't both find it. */
const update = `update seaworthy_sessions set (${columns}) = row(${row(1)})
  where key = $1 and version = $2 - 1 returning key`;

export const read = `select key, version, user_id, data, ${milliseconds('created_at')},
  ${milliseconds('expires_at')}, superseded, predecessor from seaworthy_sessions where key = $1`;

export const create = `insert into seaworthy_sessions (${columns}) values (${row(1)})`;

export const write = update;

export const replace = `with replaced as (${update})
  insert into seaworthy_sessions (${columns}) select ${row(9)} from replaced returning key`;

export const remove = 'delete from seaworthy_sessions where key = $1';

export const list = `select key, ${milliseconds('created_at')}, ${milliseconds('expires_at')}
  from seaworthy_sessions where user_id = $1 and not superseded`;

export const removeOfUser = `delete from seaworthy_sessions where user_id = $1 and key is distinct from $2`;

/** Replicas that do it at the same time share the work. */
export const removeExpired = `delete from seaworthy_sessions where key in (
  select key from seaworthy_sessions where expires_at <= ${time(1)} limit $2 for update skip locked
) returning key`;
