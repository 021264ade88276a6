/**
 * The table of sessions, as SQL for a migration of the service's own: `{ name: '0002_sessions', sql: sessionsSchema }`.
 * Its columns are no interface. This text never changes, since databases have applied it: what a later release adds will be
 * one more text, for one more migration.
 */
export const sessionsSchema = `
create table seaworthy_sessions (
  -- SHA-256 of the session's id: who reads the table can't use what they find.
  key text primary key,
  version integer not null,
  user_id text,
  data text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  superseded boolean not null,
  -- Key of the row that this one has taken the place of.
  predecessor text
  -- Room for a changed row beside the old one, so that most changes touch no index.
) with (fillfactor = 80);
create index seaworthy_sessions_user on seaworthy_sessions (user_id) where user_id is not null;
create index seaworthy_sessions_expiry on seaworthy_sessions (expires_at);
`;
