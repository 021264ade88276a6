/** A value with the reason for it, which becomes a comment above it in the file. */
export class Note<T> {
  readonly value: T;
  readonly reason: string;

  constructor(value: T, reason: string) {
    this.value = value;
    this.reason = reason;
  }
}

/** Data whose values, at any depth, may carry their reason. Fields that are undefined are left out of the file. */
export type Annotated<T> =
  | Note<Annotated<T>>
  | (T extends readonly (infer Item)[]
      ? readonly Annotated<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Annotated<T[Key]> | undefined }
        : T);

/** Gives `value` its reason. */
export function note<T>(value: T, reason: string): Note<T> {
  return new Note(value, reason);
}
