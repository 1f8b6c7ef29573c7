import type { MatchAction } from './action.ts';
import { type Page, pageLines, pageOptions, statusOption } from './listing.ts';

export interface ListedCase {
  readonly caseId: string;
  readonly kind: string;
  readonly county: string;
  readonly state: string;
  readonly deadline: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
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
  usage: `[--status ${STATES.join('|')}] [--first COUNT] [--after CURSOR]`,
  names: [0, 0],
  run: async ({ ask, input }) => {
    const state = statusOption(input.values, STATES);
    const { data } = await ask<{ serviceCases: Page<ListedCase> }>(
      `query Cases($first: Int, $after: Cursor, $filter: ServiceCaseFilter) {
         serviceCases(first: $first, after: $after, filter: $filter, orderBy: { field: OPENED_AT, direction: DESC }) {
           pageInfo { hasNextPage endCursor } nodes { caseId kind county state deadline outcome reason rule evidence people { step person { pseudonym } } } } }`,
      { ...pageOptions(input.values), filter: state === undefined ? null : { state: { eq: state } } },
    );
    const none = 'no such case in your region 辖区内没有符合条件的案件';
    input.output.answer(data.serviceCases, pageLines(data.serviceCases, caseLines, none));
    return 0;
  },
};

/** What is shown of a case: how it stands, or how and why it ended, whom it helps and how far that is. */
export function caseLines({
  caseId,
  kind,
  county,
  state,
  deadline,
  outcome,
  reason,
  rule,
  evidence,
  people,
}: ListedCase): readonly string[] {
  const isEnded = state === 'REFUSED' || state === 'CLOSED';
  const due = deadline === null || isEnded ? '' : ` · work to be offered by 帮扶就业期限 ${deadline}`;
  return [
    `${caseId} ${kind} ${county} ${[state, outcome ?? ''].join(' ').trim()}${due}`,
    ...(reason === null ? [] : [`  ${reason}`]),
    ...(rule === null ? [] : [`  ${rule}: ${evidence ?? ''}`]),
    ...people.map(({ step, person }) => `  ${person.pseudonym} · how far 进度 ${step}`),
  ];
}

/** Firms that may be closing, or let many people go. */
export const signals: MatchAction = {
  usage: '[--first COUNT] [--after CURSOR]',
  names: [0, 0],
  run: async ({ ask, input }) => {
    const { data } = await ask<{ closureSignals: Page<Signal> }>(
      `query Signals($first: Int, $after: Cursor) {
         closureSignals(first: $first, after: $after, orderBy: { field: PROPOSED_AT, direction: DESC }) {
           pageInfo { hasNextPage endCursor } nodes { signalId kind state month peopleBefore peopleAfter employer { name } } } }`,
      pageOptions(input.values),
    );
    const none = 'no firm of your region lets many people go 辖区内没有用工骤减信号';
    input.output.answer(data.closureSignals, pageLines(data.closureSignals, signalLines, none));
    return 0;
  },
};

function signalLines(signal: Signal): readonly string[] {
  const { signalId, kind, state, month, peopleBefore, peopleAfter, employer } = signal;
  return [`${signalId} ${kind} ${state} ${month} ${peopleBefore} → ${peopleAfter} ${employer?.name ?? ''}`];
}
