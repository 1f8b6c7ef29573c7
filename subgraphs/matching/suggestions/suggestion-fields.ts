import type pg from 'pg';
import type { SourceRow } from '../../../connectors/contract.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { withinRegion } from '../../../identifiers/division.ts';
import { LARGEST_LIST } from '../../../policies/page-size.ts';
import type { WorkField } from '../../kit/source-mapping.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import { whyUnmatched } from '../market/check-jobseeker.ts';
import { isShown } from '../market/keep-vacancy.ts';
import { readJobseekerRecord } from '../market/read-market.ts';
import { leadingGroup } from '../fairness/leading-group.ts';
import { turnOf } from '../fairness/quotas-of.ts';
import type { ShownList } from '../fairness/representative-order.ts';
import { rerankSuggestions, type RankedSuggestion } from '../fairness/rerank-suggestions.ts';
import { distributionOf } from '../fairness/target-distribution.ts';
import type { StoredJobseeker } from '../market/jobseeker-rows.ts';
import { staleWords } from '../repository/stale-words.ts';
import type { Reader } from '../score/explain.ts';
import type { JobseekerIndex } from '../score/jobseeker-index.ts';
import type { Suggestion } from '../score/suggestion.ts';
import { isMatched, type MarketMirror } from './market-mirror.ts';
import { callerOf } from '../service/party.ts';
import { Turns } from '../service/turns.ts';
import {
  candidateSuggestion,
  unmatchedJudgement,
  vacancyJudgement,
  vacancySuggestion,
} from './suggestion-objects.ts';

type Arguments = Readonly<Record<string, unknown>>;

const USUAL = 20;
/** How many pairs one caller may ask about at once: of ten thousand the one thread thinks for two seconds. */
const MOST_PAIRS = 10_000;
/** So many times as many as are shown say how often each group is to be seen among them. */
const AMONG = 10;

/**
 * What the engine suggests, both ways. Each row was read as the grant lets it be, so that nobody is told of anybody else; whom a
 * candidate suggestion is about counts as read.
 */
export function suggestionFields(pool: pg.Pool, mirror: MarketMirror): Readonly<Record<string, WorkField>> {
  const turns = new Turns(MOST_PAIRS);
  const inTurn =
    (field: WorkField, pairsOf: (args: Arguments) => number): WorkField =>
    (rows, args, context) =>
      turns.take(
        callerOf(context.grant.subject),
        () => {
          context.signal.throwIfAborted();
          return field(rows, args, context);
        },
        rows.length * pairsOf(args),
      );
  return {
    'JobseekerProfile.suggestions': inTurn(vacanciesFor(pool, mirror), countOf),
    'JobseekerProfile.judgement': inTurn(judgementOf(pool, mirror), () => 1),
    'Vacancy.candidates': inTurn(peopleFor(pool, mirror), countOf),
  };
}

/** Vacancies for each, the best first; none for whoever is matched with nothing. */
function vacanciesFor(pool: pg.Pool, mirror: MarketMirror): WorkField {
  return async (rows, args, context) => {
    const count = countOf(args);
    const caveat = await staleWords(pool);
    return Promise.all(
      rows.map(async (row) => {
        const stored = await profileOf(pool, row);
        if (stored === null || !isMatched(stored)) return [];
        const { vacancies } = await mirror.market();
        const telling = { reader: readerOf(stored, context), caveat };
        const told = vacancies.top(stored.jobseeker, count, telling.reader);
        return told.map((each) => vacancySuggestion(each, telling));
      }),
    );
  };
}

/** Of each and one vacancy; of whoever is matched with nothing, why. */
function judgementOf(pool: pg.Pool, mirror: MarketMirror): WorkField {
  return async (rows, { vacancyId }, context) => {
    const caveat = await staleWords(pool);
    return Promise.all(
      rows.map(async (row) => {
        const stored = await profileOf(pool, row);
        const { vacancies } = await mirror.market();
        const asked = String(vacancyId);
        if (stored === null || vacancies.find(asked) === undefined) return null;
        const telling = { reader: readerOf(stored, context), caveat };
        // What was refused is shown to advisers alone.
        if (telling.reader === 'JOBSEEKER' && !(await isShown(pool, 'VACANCY', asked))) return null;
        return isMatched(stored)
          ? vacancyJudgement(vacancies.judge(stored.jobseeker, asked), telling)
          : unmatchedJudgement(whyUnmatched(stored), caveat);
      }),
    );
  };
}

/** People for each vacancy, of whom the region of whoever asks is told. */
function peopleFor(pool: pg.Pool, mirror: MarketMirror): WorkField {
  return async (rows, args, context) => {
    const count = countOf(args);
    const caveat = await staleWords(pool);
    return Promise.all(
      rows.map(async ({ vacancy_id: vacancyId }) => {
        const { vacancies, jobseekers } = await mirror.market();
        const vacancy = vacancies.find(String(vacancyId));
        if (vacancy === undefined) return [];
        const fitting = jobseekers.top(vacancy, count * AMONG, {
          reader: 'OTHERS',
          livesIn: (county) => isServed(county, context),
        });
        const turn = turnOf(vacancy.vacancyId);
        const shown = inFairOrder(fitting, jobseekers, { length: count, turn });
        for (const { suggestion } of shown) context.dataSubjects.add(suggestion.personKey);
        return shown.map((each) => candidateSuggestion(each, caveat));
      }),
    );
  };
}

/**
 * Members of each priority group are seen as often as they are among those who fit: WHY by the leading group, which makes parts of
 * groups that overlap. No score changes, and nobody comes in whom a constraint kept out.
 */
function inFairOrder(
  fitting: readonly Suggestion[],
  jobseekers: JobseekerIndex,
  shown: ShownList,
): readonly RankedSuggestion<Suggestion>[] {
  if (fitting.length === 0) return [];
  const categoryOf = ({ personKey }: Suggestion): string =>
    leadingGroup(jobseekers.find(personKey)?.groups ?? []);
  return rerankSuggestions(fitting, categoryOf, distributionOf(fitting.map(categoryOf)), shown);
}

/** Null where the profile is gone since its row was read. */
function profileOf(pool: pg.Pool, { record_id: record }: SourceRow): Promise<StoredJobseeker | null> {
  return readJobseekerRecord(pool, Number(record));
}

/** Whoever asks for himself is told everything; the others, not what somebody needs or said no to. */
function readerOf({ jobseeker }: StoredJobseeker, { grant }: SubgraphContext): Reader {
  return grant.subject.person === jobseeker.personKey ? 'JOBSEEKER' : 'OTHERS';
}

/** WHY here: an answer of the engine's has no rows that the grant's filters could be put to. */
function isServed(county: string, { grant }: SubgraphContext): boolean {
  return withinRegion(county, grant.subject.region);
}

/** @throws SluiceError VARIABLES_INVALID, OPERATION_TOO_COSTLY */
function countOf({ first }: Arguments): number {
  if (first === null || first === undefined) return USUAL;
  if (typeof first !== 'number' || first < 1)
    throw new SluiceError('VARIABLES_INVALID', { argument: 'first' });
  if (first > LARGEST_LIST)
    throw new SluiceError('OPERATION_TOO_COSTLY', { argument: 'first', limit: LARGEST_LIST });
  return first;
}
