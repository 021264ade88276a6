#!/usr/bin/env node
import { Command } from 'commander';
import { imageCommand } from './commands/image.ts';
import { initCommand } from './commands/init.ts';
import { manifestsCommand } from './commands/manifests.ts';
import { runProgram } from './program.ts';

const program = new Command('seaworthy')
  .description('Packs, describes, checks and rehearses a service for Kubernetes.')
  .addCommand(initCommand())
  .addCommand(imageCommand())
  .addCommand(manifestsCommand());

process.exitCode = await runProgram(program, process.argv.slice(2));
