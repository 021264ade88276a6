import type { Position } from '../position.ts';

/** A patch that does not fit what it is applied to. */
export class PatchError extends Error {
  readonly position: Position | undefined;
  constructor(message: string, position: Position | undefined) {
    super(message);
    this.position = position;
  }
}
