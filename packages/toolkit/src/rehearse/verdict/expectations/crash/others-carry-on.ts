import { notShown, type Finding } from '../../expectation.ts';
import { isOnlyOne } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { noRequestLost } from '../no-request-lost.ts';

/**
 * Whether the other pods lost nothing when one was struck on purpose. Where there was no other one, nothing is claimed: the
 * requests that are lost until it is back are the strike's, whether a proxy still sent them to the pod or had none to send
 * them to.
 */
export function othersCarryOn(act: Act): readonly Finding[] {
  const findings = noRequestLost(act);
  const [struck] = act.found('struck');
  if (struck?.pod === undefined || !isOnlyOne(act.pods.values(), struck.pod, struck.at)) return findings;
  return findings.map((finding) =>
    finding.outcome === 'pass'
      ? notShown(`With no other pod to carry on, ${finding.what.replace(/^None/, 'none')}`)
      : finding,
  );
}
