import { Command, InvalidArgumentError, Option } from 'commander';
import { MOST_RATE, MOST_REPLICAS, MOST_ROUND_TRIP_MS } from '../../rehearsal-bounds.ts';
import { list, projectOptions } from './project-options.ts';
import type { RehearseFlags } from './rehearse/run.ts';

/** `seaworthy rehearse`: runs a service through what Kubernetes will do to it, and shows every request that was lost. */
export function rehearseCommand(): Command {
  const { entry, language, conditions } = projectOptions();
  return new Command('rehearse')
    .description(
      'Runs a service through rollouts, probes, limits and crashes as Kubernetes would treat it, on this machine, and shows every lost request.',
    )
    .argument('[path]', 'folder of a service, or file or folder of Kubernetes manifests', '.')
    .option('-s, --scenario <list>', 'what to run, such as rollout,kill; again for more (default: all)', list)
    .option('-m, --manifests <path>', 'the manifests (default: of rehearse.yaml, else from the contract)')
    .option('-w, --workload <name>', 'which Deployment or StatefulSet, where there are several')
    .option('--settings <file>', 'how to rehearse it (default: rehearse.yaml in the folder)')
    .option(
      '--program <container=command>',
      'what runs on this machine for a container, in the place of a command of the manifest too, such as web="node main.js"; again for each (default: of rehearse.yaml, else the service itself)',
      program,
    )
    .option(
      '-r, --replicas <number>',
      `how many pods, at most ${MOST_REPLICAS} (default: as the manifests say)`,
      whole,
    )
    .option(
      '--rate <number>',
      `requests a second, at most ${MOST_RATE} (default: of rehearse.yaml, else 100)`,
      rate,
    )
    .option(
      '--round-trip <ms>',
      `how far clients are from pods, in milliseconds, at most ${MOST_ROUND_TRIP_MS} (default: of rehearse.yaml, else 0)`,
      roundTrip,
    )
    .option('--seed <number>', 'of delays, choices and arrival times; the same seed, the same ones', whole, 1)
    .addOption(
      new Option(
        '--profile <name>',
        'how late proxies see endpoints: 0.2–2 s, 5–10 s, up to 4.3 s, at once (default: usual, of ingress-nginx its own)',
      ).choices(['usual', 'worst', 'ingress-nginx', 'none']),
    )
    .addOption(
      new Option('--proxy <name>', 'what stands between the clients and the pods')
        .choices(['kube-proxy', 'ingress-nginx', 'envoy'])
        .default('kube-proxy'),
    )
    .option('--autoscale', 'have the HorizontalPodAutoscaler of the manifests at work')
    .addOption(entry)
    .addOption(language)
    .addOption(conditions)
    .option('--html <file>', 'write the report as one HTML page')
    .option('--junit <file>', 'write the verdicts as JUnit XML')
    .option('--json', 'one JSON object on standard output')
    .option('--plain', 'one line for each event, as in a CI log (default where there is no terminal)')
    .action(async (path: string, flags: RehearseFlags) => {
      const { runRehearse } = await import('./rehearse/run.ts');
      await runRehearse(path, flags);
    });
}

/** Words are parted by spaces; what needs more than that is said in rehearse.yaml. */
function program(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [, container = '', command = ''] = /^([^=\s]+)=\s*(\S.*)$/.exec(text) ?? [];
  if (container === '') throw new InvalidArgumentError('It must be of the form container=command.');
  return { ...before, [container]: command.trim().split(/\s+/) };
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

function rate(text: string): number {
  const number = whole(text);
  if (number < 1 || number > MOST_RATE) throw new InvalidArgumentError(`It must be 1 to ${MOST_RATE}.`);
  return number;
}

function roundTrip(text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0 && number <= MOST_ROUND_TRIP_MS))
    throw new InvalidArgumentError(`It must be 0 to ${MOST_ROUND_TRIP_MS}.`);
  return number;
}
