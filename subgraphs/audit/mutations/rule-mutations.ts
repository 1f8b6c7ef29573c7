import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { parameterInvalid } from '../definition/parameter-invalid.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { Judgement } from '../store/rule-sample-store.ts';
import type { RuleName } from '../store/rule-stage-store.ts';
import { actingOfficialOf, reasonOf, textOf, type Arguments } from './read-inputs.ts';

/** Of findings, and of cases that were not flagged. A person judges each: more would be judged worse. */
const SAMPLE = { usual: 30, largest: 100 };

/** What takes a rule out of its shadow, and back. All of it is done by officials. */
export function ruleMutations(store: AuditStore): SubgraphWork['mutations'] {
  return {
    drawSample: async (args, context) => {
      const of = { runId: textOf(args['runId']), ruleId: textOf(args['ruleId']), size: sizeOf(args['size']) };
      return store.servedRow('sample', await store.samples.draw(of, actingOfficialOf(context)));
    },
    judgeSample: async (args, context) => {
      const sampleId = textOf(args['sampleId']);
      await store.samples.judge(sampleId, judgementsOf(args['judgements']), actingOfficialOf(context));
      return store.servedRow('sample', sampleId);
    },
    releaseRule: async (args, context) =>
      store.servedRow(
        'rule',
        await store.stages.release(ruleOf(args), reasonOf(args), actingOfficialOf(context)),
      ),
    suspendRule: async (args, context) =>
      store.servedRow(
        'rule',
        await store.stages.suspend(ruleOf(args), reasonOf(args), actingOfficialOf(context)),
      ),
  };
}

function ruleOf(args: Arguments): RuleName {
  return { audit: textOf(args['audit']), ruleId: textOf(args['ruleId']) };
}

function sizeOf(size: unknown): number {
  if (size === null || size === undefined) return SAMPLE.usual;
  if (typeof size === 'number' && size >= 1 && size <= SAMPLE.largest) return size;
  throw parameterInvalid('size', `from 1 to ${SAMPLE.largest}`);
}

function judgementsOf(given: unknown): readonly Judgement[] {
  const judgements = (given as readonly Arguments[]).map((judgement) => ({
    itemId: textOf(judgement['itemId']),
    verdict: judgement['verdict'] === 'CONFIRMED' ? ('CONFIRMED' as const) : ('NOT_CONFIRMED' as const),
    reason: reasonOf(judgement),
  }));
  if (new Set(judgements.map(({ itemId }) => itemId)).size !== judgements.length)
    throw parameterInvalid('judgements', 'an item is judged twice');
  return judgements;
}
