#!/usr/bin/env node
import { ToolkitError } from '../errors.ts';
import { tell } from './tell.ts';

/** The oldest major version that the command works with; `engines` of package.json says the same. */
const OLDEST = 24;

const args = process.argv.slice(2);
const { node } = process.versions;
if (Number.parseInt(node, 10) < OLDEST) {
  const what = `seaworthy needs Node ${OLDEST}, and this is ${node}`;
  process.exitCode = tell(new ToolkitError('SW_COMMAND_NODE', { what, where: process.execPath }), args);
} else {
  // Only now: an older Node cannot link what follows, and would tell of a SyntaxError in it.
  const { seaworthy } = await import('./seaworthy.ts');
  process.exitCode = await seaworthy(args);
}
