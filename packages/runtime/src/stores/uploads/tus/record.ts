import type { ReceptionRecord, SavedUpload } from '../reception/index.ts';
import type { Notes } from '../store/index.ts';

/** What a client said of an upload: names and values of the tus header Upload-Metadata. */
export type TusMetadata = Readonly<Record<string, string | null>>;

/** What is written down of a resumable upload, for whichever process goes on with it. */
export interface TusRecord {
  readonly size: number;
  readonly metadata: TusMetadata;
  /** As ISO 8601. */
  readonly created: string;
  /** Where it stands, until it is whole. */
  readonly reception?: ReceptionRecord;
  /** Set once it was published and the service told. */
  readonly saved?: SavedUpload;
}

/** A record, and the version that the next one replaces. */
export interface VersionedRecord {
  readonly record: TusRecord;
  readonly version: string;
}

export async function readRecord(notes: Notes, id: string): Promise<VersionedRecord | undefined> {
  const note = await notes.read(id);
  return note && { record: JSON.parse(note.text) as TusRecord, version: note.version };
}

/** @throws NoteConflict where another process was first */
export async function writeRecord(
  notes: Notes,
  id: string,
  record: TusRecord,
  before: string | undefined,
): Promise<VersionedRecord> {
  return { record, version: await notes.write(id, JSON.stringify(record), before) };
}
