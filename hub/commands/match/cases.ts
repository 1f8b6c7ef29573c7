import { numberOption } from '../../command.ts';
import type { MatchAction } from './action.ts';
import { listedOr, statusOption } from './listing.ts';

interface Listed {
  readonly caseId: string;
  readonly kind: string;
  readonly county: string;
  readonly state: string;
  readonly deadline: string | null;
  readonly rule: string | null;
  readonly evidence: string | null;
  readonly people: readonly { readonly step: string; readonly person: { readonly pseudonym: string } }[];
}

interface Signal {
  readonly signalId: string;
  readonly kind: string;
  readonly state: string;
  readonly month: string;
  readonly peopleBefore: number;
  readonly peopleAfter: number;
  readonly employer: { readonly name: string | null } | null;
}

const STATES = ['PROPOSED', 'OPEN', 'REFUSED', 'CLOSED'];

/** Cases of the own region; those that a rule proposed wait for a person. */
export const cases: MatchAction = {
  usage: `[--status ${STATES.join('|')}] [--first COUNT]`,
  names: [0, 0],
  run: async ({ ask, input }) => {
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20;
    const state = statusOption(input.values, STATES);
    const { data } = await ask<{ serviceCases: { nodes: readonly Listed[] } }>(
      `query Cases($first: Int, $filter: ServiceCaseFilter) {
         serviceCases(first: $first, filter: $filter, orderBy: { field: OPENED_AT, direction: DESC }) {
           nodes { caseId kind county state deadline rule evidence people { step person { pseudonym } } } } }`,
      { first, filter: state === undefined ? null : { state: { eq: state } } },
    );
    const { nodes } = data.serviceCases;
    input.output.answer(
      nodes,
      listedOr(
        nodes.flatMap(({ caseId, kind, county, state: stands, deadline, rule, evidence, people }) => [
          `${caseId} ${kind} ${county} ${stands}${deadline === null ? '' : ` by 限期 ${deadline}`}`,
          ...(rule === null ? [] : [`  ${rule}: ${evidence ?? ''}`]),
          ...people.map(({ step, person }) => `  ${person.pseudonym} ${step}`),
        ]),
        'no such case in your region 辖区内没有符合条件的案件',
      ),
    );
    return 0;
  },
};

/** Firms that may be closing, or let many people go. */
export const signals: MatchAction = {
  usage: '[--first COUNT]',
  names: [0, 0],
  run: async ({ ask, input }) => {
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20;
    const { data } = await ask<{ closureSignals: { nodes: readonly Signal[] } }>(
      `query Signals($first: Int) {
         closureSignals(first: $first, orderBy: { field: PROPOSED_AT, direction: DESC }) {
           nodes { signalId kind state month peopleBefore peopleAfter employer { name } } } }`,
      { first },
    );
    const { nodes } = data.closureSignals;
    input.output.answer(
      nodes,
      listedOr(
        nodes.map(
          ({ signalId, kind, state, month, peopleBefore, peopleAfter, employer }) =>
            `${signalId} ${kind} ${state} ${month} ${peopleBefore} → ${peopleAfter} ${employer?.name ?? ''}`,
        ),
        'no firm of your region lets many people go 辖区内没有用工骤减信号',
      ),
    );
    return 0;
  },
};
