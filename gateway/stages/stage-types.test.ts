import { expect, test } from '@jest/globals';
import type { FetchStage } from './fetch.ts';
import { mask, type MaskDependencies } from './mask.ts';
import type { PlanStage } from './plan.ts';
import { respond } from './respond.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  CheckedPlan,
  ConfirmedResult,
  DecidedOperation,
  Exchange,
  MaskedResult,
  RawResult,
  ReadOperation,
  RecordedResult,
  Unvouched,
} from './stage-types.ts';

type Plan = PlanStage['plan'];
interface Parts {
  readonly exchange: Exchange;
  readonly checked: CheckedPlan;
  readonly raw: RawResult;
  readonly deps: MaskDependencies;
}
/** Whether a value of one type can be handed on where another is asked for. */
type Fits<Given, Asked> = Given extends Asked ? true : false;

/** Checked by tsc: each line is an error where a stage's result could be made, or left out, by somebody else. */
test('the types force the order of the stages', () => {
  const skipping = (
    plan: Plan,
    fetch: FetchStage['fetch'],
    { exchange, checked, raw, deps }: Parts,
    decided: DecidedOperation,
    unmade: Unvouched<AllowedOperation>,
    masked: MaskedResult,
    unrecorded: Unvouched<RecordedResult>,
  ) => {
    // @ts-expect-error: the planner takes no operation that was not rewritten
    plan(decided);
    // @ts-expect-error: nor one that looks like it
    plan(unmade);
    // @ts-expect-error: what was not admitted is not fetched
    void fetch(exchange, checked);
    // @ts-expect-error: what was not confirmed is not shown
    mask(raw, exchange, deps);
    // @ts-expect-error: a masked result is not recorded yet
    respond(masked);
    // @ts-expect-error: nor is one with a receipt that the record stage did not vouch for
    respond(unrecorded);
  };
  const looksDo: readonly [
    Fits<Unvouched<ReadOperation>, ReadOperation>,
    Fits<Unvouched<DecidedOperation>, DecidedOperation>,
    Fits<Unvouched<CheckedPlan>, CheckedPlan>,
    Fits<Unvouched<AdmittedPlan>, AdmittedPlan>,
    Fits<Unvouched<RawResult>, RawResult>,
    Fits<Unvouched<ConfirmedResult>, ConfirmedResult>,
    Fits<Unvouched<MaskedResult>, MaskedResult>,
  ] = [false, false, false, false, false, false, false];
  expect([typeof skipping, ...looksDo]).toEqual(['function', ...looksDo.map(() => false)]);
});
