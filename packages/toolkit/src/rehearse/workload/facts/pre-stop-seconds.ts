import type { Container } from '../../../model/index.ts';

/**
 * How long a preStop hook takes, where that is stated: a sleep of the kubelet's, or a command that does nothing but sleep,
 * under a shell or not. Undefined where there is no hook, or its time cannot be told.
 */
export function preStopSeconds({ lifecycle }: Container): number | undefined {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  if (sleep) return sleep.seconds;
  const words = exec?.command?.join(' ');
  const [, amount, unit = 's'] =
    /^(?:\S*sh -\S*c )?(?:\S*\/)?sleep (\d+(?:\.\d+)?)([smh]?)$/.exec(words?.trim() ?? '') ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
}
