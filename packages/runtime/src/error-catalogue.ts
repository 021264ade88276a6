import { ExitCode } from '@seaworthy/contract';

/** What the catalogue holds of one error. */
interface CatalogueEntry {
  /** What went wrong, in general. */
  readonly title: string;
  /** What to do next, in general. */
  readonly fix: string;
  /** The process's exit status when the error ends it. */
  readonly exitCode: ExitCode;
}

/**
 * Every error that a user can meet. Codes are stable and never reused; `docs/reference/errors.md` is generated from
 * here.
 */
export const errorCatalogue = {
  SW_USAGE: {
    title: 'The command line was not understood',
    fix: 'Run the program with `--help`.',
    exitCode: ExitCode.usage,
  },
  SW_DEFINITION: {
    title: 'The service definition is invalid',
    fix: 'Correct the named field of `defineService`.',
    exitCode: ExitCode.configuration,
  },
  SW_NODE_VERSION: {
    title: 'The runtime was imported by a Node that is too old for it',
    fix: 'Run it with Node 24 or newer, and say `"engines": { "node": ">=24" }` in package.json.',
    exitCode: ExitCode.crash,
  },
  SW_CONFIG_INVALID: {
    title: 'The configuration was refused',
    fix: 'Set the named variables as expected.',
    exitCode: ExitCode.configuration,
  },
  SW_CONFIG_FILE: {
    title: 'A configuration file could not be read',
    fix: 'Check that the file exists, is readable by the process and is valid UTF-8 YAML or JSON.',
    exitCode: ExitCode.configuration,
  },
  SW_BUDGET: {
    title: 'The shutdown budget does not fit the grace period',
    fix: 'Raise terminationGracePeriodSeconds, or lower the preStop or drain delay.',
    exitCode: ExitCode.configuration,
  },
  SW_START_FAILED: {
    title: 'A component could not start',
    fix: 'See the cause.',
    exitCode: ExitCode.startFailed,
  },
  SW_START_ABORTED: {
    title: 'A signal arrived during start',
    fix: 'Nothing, if the pod was being deleted.',
    exitCode: ExitCode.startAborted,
  },
  SW_PORT_IN_USE: {
    title: 'The port is taken',
    fix: 'Stop the other process, or set another port.',
    exitCode: ExitCode.startFailed,
  },
  SW_PORT_DENIED: {
    title: 'The port may not be bound',
    fix: 'Use a port above 1023, or another address.',
    exitCode: ExitCode.startFailed,
  },
  SW_PROCESS_START: {
    title: 'One of several processes could not start',
    fix: 'See the log of that process for the reason.',
    exitCode: ExitCode.startFailed,
  },
  SW_PROCESS_LOOP: {
    title: 'One of several processes died again and again',
    fix: 'See the log of that process for the reason.',
    exitCode: ExitCode.crash,
  },
  SW_PROCESS_CRASH: {
    title: 'One of several processes died while the service stopped',
    fix: 'See the log of that process for the reason.',
    exitCode: ExitCode.crash,
  },
  SW_CPU_POOL_FULL: {
    title: 'More tasks wait for the threads of a CPU pool than may',
    fix: 'Do it again later; where it lasts, shed load, give the pod more CPU, or raise `maxQueue`.',
    exitCode: ExitCode.crash,
  },
  SW_CHECK_TIMEOUT: {
    title: 'A dependency check took longer than its time-out',
    fix: 'See why the dependency is slow, or raise the check’s time-out.',
    exitCode: ExitCode.startFailed,
  },
  SW_MEMORY_EXHAUSTED: {
    title: 'More memory stayed in use than the soft limit allows, without any request',
    fix: 'Find what holds it (a leak, or an unbounded cache), or raise the memory limit.',
    exitCode: ExitCode.crash,
  },
  SW_OVERLOADED: {
    title: 'There was no memory for the whole of a request',
    fix: 'Send it again after the time in Retry-After.',
    exitCode: ExitCode.crash,
  },
  SW_PEER_MISSING: {
    title: 'An optional package is not installed',
    fix: 'Install the named package beside `@seaworthy/runtime`.',
    exitCode: ExitCode.startFailed,
  },
  SW_MIGRATION_INVALID: {
    title: 'A migration is not of the form that it must have',
    fix: 'Correct the named file or entry; docs/guides/migrations.md says how.',
    exitCode: ExitCode.configuration,
  },
  SW_MIGRATION_REFUSED: {
    title: 'The schema’s history does not fit the program’s migrations',
    fix: 'Restore what was applied as it was, and put the change into a new migration.',
    exitCode: ExitCode.migrationRefused,
  },
  SW_MIGRATION_FAILED: {
    title: 'A migration failed',
    fix: 'Correct it; what ran in a transaction was rolled back.',
    exitCode: ExitCode.migrationFailed,
  },
  SW_MIGRATION_LOCKED: {
    title: 'A lock was not to be had in time',
    fix: 'Run it again; where a transaction holds the table for long, end that first (pg_stat_activity).',
    exitCode: ExitCode.migrationLocked,
  },
  SW_SERVER_UNAVAILABLE: {
    title: 'A server that was waited for did not come up in time, or refused to be used',
    fix: 'See the cause: is it running, reachable, and are its address and credentials right?',
    exitCode: ExitCode.serverUnavailable,
  },
  SW_EMBEDDED_STORE: {
    title: 'An embedded store was refused',
    fix: 'Point the service at a real server, or pass `--allow-embedded` where losing the data is acceptable.',
    exitCode: ExitCode.configuration,
  },
  SW_STORE_UNAVAILABLE: {
    title: 'A store did not take a command, which was not carried out',
    fix: 'See why its server is down or slow; the client reconnects by itself.',
    exitCode: ExitCode.startFailed,
  },
  SW_BODY_TOO_LARGE: {
    title: 'A request’s body is larger than the limit',
    fix: 'Raise `limits.maxBodyBytes`, or have the client send less.',
    exitCode: ExitCode.crash,
  },
  SW_BODY_READ: {
    title: 'A request’s body was no longer there to be read',
    fix: 'Read it once, in one place, and before the request is answered.',
    exitCode: ExitCode.crash,
  },
  SW_BODY_RELEASED: {
    title: 'A body was used after its memory had been given back',
    fix: 'Use it before the end of the scope that `using` is in, and await there whatever writes it elsewhere.',
    exitCode: ExitCode.crash,
  },
  SW_BODY_JSON: {
    title: 'A request’s body is not JSON',
    fix: 'Send JSON in UTF-8.',
    exitCode: ExitCode.crash,
  },
  SW_NO_JSON: {
    title: 'A value that was to be sent has no form in JSON',
    fix: 'Send `null`, or answer with status 204 and no body.',
    exitCode: ExitCode.crash,
  },
  SW_NO_BATCH: {
    title: 'A source of batches gave something else',
    fix: 'Leave `batches` out where the source gives one element after the other.',
    exitCode: ExitCode.crash,
  },
  SW_NO_RESPONSE: {
    title: 'A fetch handler answered with no response that can be sent',
    fix: 'Return a `Response`, and clone one whose body is read elsewhere; see whether a `return` is missing.',
    exitCode: ExitCode.crash,
  },
  SW_RESPONSE_LENGTH: {
    title: 'A handler sent a body of another length than its Content-Length states',
    fix:
      'State the length in bytes (`Buffer.byteLength`), or leave the header out, which is set for what is sent at once. ' +
      'What `fetch` has got was decoded: pass it on without its Content-Length and Content-Encoding.',
    exitCode: ExitCode.crash,
  },
  SW_SESSION_SETTINGS: {
    title: 'Sessions were set up or used wrongly',
    fix: 'Correct the named option or call.',
    exitCode: ExitCode.configuration,
  },
  SW_SESSION_STORE: {
    title: 'The store of sessions could not be asked',
    fix: 'See the cause: the server is down or slow, or its table was not created by the migration.',
    exitCode: ExitCode.crash,
  },
  SW_SESSION_CONFLICT: {
    title: 'A session was changed by others faster than a change could be made',
    fix: 'Send the request again; see which client changes one session so often.',
    exitCode: ExitCode.crash,
  },
  SW_SESSION_GONE: {
    title: 'The session ended while a request of it was at work',
    fix: 'Send the request again, with the cookie that the client has now.',
    exitCode: ExitCode.crash,
  },
  SW_IDEMPOTENCY_KEY: {
    title: 'The Idempotency-Key of a request is missing or malformed',
    fix: 'Send a new key with each new request, such as a UUID in quotes, and the same one when repeating it.',
    exitCode: ExitCode.crash,
  },
  SW_IDEMPOTENCY_REUSED: {
    title: 'An Idempotency-Key was sent with another request than the first time',
    fix: 'Send a new key with each new request.',
    exitCode: ExitCode.crash,
  },
  SW_IDEMPOTENCY_CONFLICT: {
    title: 'The first request under an Idempotency-Key is still under way',
    fix: 'Send it again after the time in Retry-After.',
    exitCode: ExitCode.crash,
  },
  SW_TRANSACTION_FAILED: {
    title: 'A statement of a transaction failed, and the work went on as if it had not',
    fix: 'Let the failure through, or put a savepoint before the statement and roll back to it.',
    exitCode: ExitCode.crash,
  },
  SW_OUTBOX_MESSAGE: {
    title: 'A message for the outbox holds what PostgreSQL can’t store',
    fix: 'Leave U+0000 and lone surrogates out of its strings (`toWellFormed()`), and send bytes in base64.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_STORE: {
    title: 'The store of uploads could not be asked',
    fix: 'See the cause: the server is down, slow or full, or the credentials lack a permission.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_KEY: {
    title: 'The key of an upload is malformed',
    fix: 'Use up to 120 letters, digits and any of `._-`, in parts divided by slashes that begin with a letter or digit.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_TYPE: {
    title: 'An upload is not of an accepted type',
    fix: 'Send one of the accepted types, or add the type to `types`.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_TOO_LARGE: {
    title: 'An upload is larger than the limit',
    fix: 'Send less, or raise `maxBytes`.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_DIGEST: {
    title: 'An upload does not have the digest that its client gave',
    fix: 'Send it again: it was changed on its way. The digest is the SHA-256 of the content.',
    exitCode: ExitCode.crash,
  },
  SW_UPLOAD_INCOMPLETE: {
    title: 'An upload ended before its declared length',
    fix: 'Send it again.',
    exitCode: ExitCode.crash,
  },
} as const satisfies Record<string, CatalogueEntry>;
