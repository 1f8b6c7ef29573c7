import type { SourceRow } from '../../connectors/contract.ts';
import { ageBand } from '../../policies/obligations/age-band.ts';
import type { SubgraphContext } from '../kit/subgraph-context.ts';

/**
 * The age band of a resident's row on the day of the argument `on`, else on the day of the exchange; null where the day
 * of birth is not known, or lies after it. The bands are those of the mask, so that nobody is told of two.
 */
export function ageBandOf(
  { born_on: bornOn }: SourceRow,
  { on }: { readonly on?: unknown },
  { masking }: Pick<SubgraphContext, 'masking'>,
): unknown {
  return ageBand.apply(bornOn, typeof on === 'string' ? { ...masking, today: on } : masking);
}
