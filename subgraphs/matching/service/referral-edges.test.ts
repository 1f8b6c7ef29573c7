import { expect, test } from '@jest/globals';
import { SIDES } from './party.ts';
import {
  edgeOf,
  ENDINGS,
  holdsPlace,
  OPEN_STAGES,
  REFERRAL_EDGES,
  REFERRAL_STAGES,
  type ReferralAct,
} from './referral-edges.ts';

const ACTS = [...new Set(REFERRAL_EDGES.map(({ act }) => act))];

test('a referral goes the way of the chain, each step by the side that it belongs to', () => {
  const chain = REFERRAL_EDGES.filter(({ to }) => !ENDINGS.some((ending) => ending === to));
  expect(chain.map(({ from, to, by }) => `${from.join('|')} → ${to} by ${by.join(', ')}`)).toEqual([
    ' → PROPOSED by ADVISER, JOBSEEKER',
    'PROPOSED → AGREED by JOBSEEKER',
    'AGREED → REFERRED by ADVISER',
    'REFERRED|INTERVIEW → INTERVIEW by EMPLOYER, ADVISER',
    'INTERVIEW → OFFER by EMPLOYER, ADVISER',
    'OFFER → ACCEPTED by JOBSEEKER',
  ]);
});

test('what has ended stays ended: no step leads from there, whoever takes it', () => {
  for (const from of ['ACCEPTED', ...ENDINGS] as const)
    for (const act of ACTS) for (const by of SIDES) expect([act, edgeOf(act, from, by)]).toEqual([act, null]);
});

test('from every stage on the way the person and the adviser can leave it', () => {
  for (const from of OPEN_STAGES) {
    expect(edgeOf('decline', from, 'JOBSEEKER')).toBe('DECLINED');
    expect(edgeOf('withdraw', from, 'ADVISER')).toBe('WITHDRAWN');
    expect(edgeOf('lapse', from, 'ADVISER')).toBe('LAPSED');
  }
});

test('an employer answers for nobody of whom it was not told', () => {
  expect(edgeOf('decline', 'PROPOSED', 'EMPLOYER')).toBeNull();
  expect(edgeOf('decline', 'AGREED', 'EMPLOYER')).toBeNull();
  expect(edgeOf('decline', 'REFERRED', 'EMPLOYER')).toBe('DECLINED');
});

test('no agency and no machine takes a step', () => {
  const acts: readonly ReferralAct[] = ACTS;
  for (const act of acts)
    for (const from of ['', ...REFERRAL_STAGES] as const) expect(edgeOf(act, from, 'AGENCY')).toBeNull();
  expect(new Set(REFERRAL_EDGES.flatMap(({ by }) => by))).toEqual(
    new Set(['ADVISER', 'JOBSEEKER', 'EMPLOYER']),
  );
});

test('a place is held from the referral until there is an answer', () => {
  expect(REFERRAL_STAGES.filter(holdsPlace)).toEqual(['REFERRED', 'INTERVIEW', 'OFFER']);
});
