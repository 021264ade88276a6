import type { Readable } from 'node:stream';
import type { StartContext } from '../../../lifecycle/index.ts';

/** An object that everybody may see: whole, and never changed but as a whole. */
export interface StoredObject {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Entity tag with its quotes (RFC 9110 §8.8.3), strong: another for every content. */
  readonly etag: string;
  readonly modified: Date;
}

/** What is known of an object before its first byte. */
export interface NewObject {
  readonly key: string;
  readonly contentType: string;
  /** The most bytes that it will have. */
  readonly maxBytes: number;
}

/** Where a suspended draft stands: plain JSON, of which only its store knows the meaning. */
export type DraftPosition = Readonly<Record<string, unknown>>;

/**
 * An object in the making. Nobody sees any of it before it is published, and then all of it at once. Its methods are
 * called one after the other, never at the same time.
 */
export interface Draft {
  /** Takes `chunk`, which the caller may reuse once it resolves. It resolves when there is room for more. */
  write(chunk: Uint8Array): Promise<void>;
  /** Shows the object in place of what had its key before. It outlives a crash of the machine from then on. */
  publish(): Promise<void>;
  /** Makes durable what was written, so that any process can go on from here. The draft may go on as well. */
  suspend(): Promise<DraftPosition>;
  /** Removes every trace. Safe after any failure. */
  abort(): Promise<void>;
  /** Lets go of what it holds in this process, and leaves the rest for `resume`. */
  close(): Promise<void>;
}

/** A small text with its version. */
export interface Note {
  readonly text: string;
  readonly version: string;
}

/** Small texts about unfinished uploads, seen by every process that uses the store. */
export interface Notes {
  read(id: string): Promise<Note | undefined>;
  /**
   * Writes it where it still has the version `before` (undefined: where there is none), and returns the new version.
   *
   * @throws NoteConflict where another process was first
   */
  write(id: string, text: string, before: string | undefined): Promise<string>;
  remove(id: string): Promise<void>;
}

/** Another process has written a note meanwhile. */
export class NoteConflict extends Error {
  override readonly name = 'NoteConflict';
}

/** A suspended draft is there no more: it was published, aborted or swept. */
export class DraftGone extends Error {
  override readonly name = 'DraftGone';
}

/** The first and the last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What the answer to a signed URL says of the object. */
export interface LinkHeaders {
  readonly contentDisposition: string;
  readonly cacheControl: string;
}

/** Where uploads are kept: a bucket, or a folder for development. */
export interface ObjectStore {
  /** What it is, to begin a sentence with. */
  readonly title: string;
  /** Opens it. */
  open(context: StartContext): Promise<void>;
  /** Begins an object. */
  begin(object: NewObject): Promise<Draft>;
  /**
   * Goes on with a draft that any process has suspended.
   *
   * @throws DraftGone
   */
  resume(position: DraftPosition): Promise<Draft>;
  find(key: string): Promise<StoredObject | undefined>;
  /**
   * Reads an object as it was found, all of it or a range.
   *
   * @returns undefined where it has been replaced or removed meanwhile
   */
  read(object: StoredObject, range?: ByteRange): Promise<Readable | undefined>;
  /** Removes an object, if there is one. */
  remove(key: string): Promise<void>;
  /** A URL under which the store itself serves the object. Absent where it cannot. */
  sign?(key: string, expiresInSeconds: number, headers: LinkHeaders): Promise<string>;
  readonly notes: Notes;
  /** Removes drafts and notes last touched before a time, in milliseconds since the Unix epoch; returns how many. */
  sweep(before: number): Promise<number>;
}
