import { expect, test } from 'vitest';
import { imageCommand } from './image.ts';
import { initCommand } from './init.ts';
import { manifestsCommand } from './manifests.ts';
import { rehearseCommand } from './rehearse.ts';

test.each([imageCommand, initCommand, manifestsCommand, rehearseCommand])(
  'a list has its names without the blanks around them, and goes on where it is given again',
  (commandOf) => {
    const command = commandOf();
    command.parseOptions(['--conditions', 'production, worker', '--conditions=edge']);
    expect(command.opts()).toMatchObject({ conditions: ['production', 'worker', 'edge'] });
  },
);
