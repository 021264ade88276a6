import { expect, test } from 'vitest';
import { runTool } from './tool.ts';

test('a tool leads a group of its own, so that Ctrl-C ends only who runs it', async () => {
  const ownGroup = `test "$(cut -d' ' -f5 /proc/$$/stat)" = $$`;
  await runTool('sh', ['-c', ownGroup]);
});

test('a tool that fails is an error with what it said', async () => {
  await expect(runTool('sh', ['-c', 'cat >&2; exit 3'], 'no such link')).rejects.toThrow(
    'sh failed: no such link',
  );
  await expect(runTool('sh', ['-c', 'exit 3'])).rejects.toThrow('sh failed: exit status 3');
});
