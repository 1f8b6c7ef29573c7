import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import { duckDbEngine } from '../sweep/duckdb/duckdb-engine.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { RelationFailure } from '../sweep/read/relation-failure.ts';
import { askSmallProvince } from '../sweep/testing/ask-small-province.ts';
import { randomProvince } from '../sweep/testing/random-province.ts';
import { nestedAnswer, type Row, type SmallProvince } from '../sweep/testing/small-province.ts';
import { compiledAudit, shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { createCaseReader } from './case-reader.ts';
import { EligibilityEngine } from './eligibility-engine.ts';
import type { EligibilityReader } from './eligibility-reader.ts';
import { createSetReader } from './set-reader.ts';
import { SourceWatch } from './source-watch.ts';

/** What is concluded of everybody of a small province, one way and the other. */

const graph = testGraph();
const surroundings = { graph, thresholds: testThresholds() };
const definition = shippedAudit('barred-vehicle');
const { node } = compiledAudit('barred-vehicle', graph).operation;
const PEOPLE = ['RID:1', 'RID:2', 'HMT:3', 'HOSP:4', 'RID:5'];
const FAMILIES = ['C1', 'C2', 'C3', 'C9'];
const SCHEME = {
  scheme: 'DIBAO',
  title: 'a',
  titleChinese: '一',
  statute: 'law',
  maxAgeHours: { AssistanceFamily: 1_080, AssistanceMember: 1_080 },
  rules: definition.rules.map((rule) => ({ audit: definition, rule })),
};

type Cell = Row[string];

/** The province with what says who is on a scheme, which the rules of its own do not read. */
function onScheme(province: SmallProvince): SmallProvince {
  const { AssistanceFamily: families = [], AssistanceMember: members = [] } = province.tables;
  return {
    ...province,
    tables: {
      ...province.tables,
      AssistanceFamily: families.map((row, at) => ({ ...row, scheme: at === 2 ? 'TEKUN' : 'DIBAO' })),
      AssistanceMember: members.map((row) => ({ ...row, caseNumber: row['_case'] ?? null })),
    },
  };
}

/** What the wire says to the lookups: for each of them its records, the key before them. */
function lookUps(province: SmallProvince): readonly (readonly [RegExp, readonly (readonly Cell[])[]])[] {
  const { Person = [], AssistanceFamily = [], AssistanceMember = [] } = province.tables;
  const of = (row: Row, ...names: readonly string[]): readonly Cell[] =>
    names.map((name) => row[name] ?? null);
  const course = ['status', 'approvedOn', 'stoppedOn'];
  const ofScheme = AssistanceFamily.filter(({ scheme }) => scheme === 'DIBAO');
  return [
    [/persons \{ nodes \{ recordKey \}/u, Person.map((row) => of(row, 'id', 'recordKey'))],
    [
      /assistanceMemberships \{ caseNumber/u,
      AssistanceMember.map((row) => of(row, '_person', 'caseNumber', 'validTo', 'qualityFlag')),
    ],
    [
      /nodes \{ caseNumber scheme/u,
      AssistanceFamily.map((row) => of(row, 'caseNumber', 'caseNumber', 'scheme', ...course)),
    ],
    [/FamiliesOfScheme/u, ofScheme.map((row) => of(row, 'caseNumber', ...course, '_head'))],
    [
      /^\{ assistanceFamilies \{ nodes \{ members/u,
      AssistanceMember.map((row) => of(row, '_case', '_person')),
    ],
    [/assistanceMemberships \{ validTo \}|^\{ assistanceFamilies \{ nodes \{ scheme \}/u, []],
  ];
}

function relationsOf(province: SmallProvince): AskRelation {
  // The population of the audit, which the fake wire does not filter by itself.
  const active = (province.tables['AssistanceFamily'] ?? []).filter(({ status }) => status === 'ACTIVE');
  const tables = { ...province.tables, AssistanceFamily: active };
  const rules = askSmallProvince({ ...province, tables }, 'AssistanceFamily');
  return async (asked) => {
    const found = lookUps(province).find(([query]) => query.test(asked.question.query));
    const answer = await rules({ ...asked, question: { ...asked.question, ...(found ? NOTHING : {}) } });
    if (found === undefined) return answer;
    const keys = new Set(Buffer.concat(asked.keys).toString('utf8').split('\n'));
    const among = JSON.stringify(asked.question.where);
    const rows = found[1].filter(([key]) =>
      asked.question.keys === null ? among.includes(`"${String(key)}"`) : keys.has(String(key)),
    );
    const text = rows.map(
      (row) => `${row.map((cell) => (cell === null ? '\\N' : String(cell))).join('\t')}\n`,
    );
    return { ...answer, lines: one(text.join('')) };
  };
}

/** What a record of a family says where a test does not. */
const COURSE = { approvedOn: null, stoppedOn: null };

const NOTHING = { query: '{ assistanceFamilies { nodes { caseNumber } } }', keys: null, where: null };

async function* one(text: string): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(text, 'utf8');
}

function hubOf(province: SmallProvince): AskHub {
  const { Person = [], AssistanceFamily = [], AssistanceMember = [] } = province.tables;
  const familyOf = (key: Cell | undefined): Row | null => {
    const held = AssistanceFamily.find(({ caseNumber }) => caseNumber === key);
    return held === undefined ? null : { ...COURSE, ...held };
  };
  const isActive = (key: unknown): boolean => familyOf(key as Cell)?.['status'] === 'ACTIVE';
  return ({ text, variables }) => {
    const keys = (variables['keys'] ?? variables['_caseKeys']) as readonly unknown[];
    const persons = Person.filter(({ id }) => keys.includes(id)).map(({ id }) => ({
      id,
      assistanceMemberships: AssistanceMember.filter(({ _person }) => _person === id).map((row) => ({
        ...row,
        family: familyOf(row['caseNumber']),
      })),
    }));
    const families = AssistanceFamily.filter(
      ({ caseNumber, scheme }) => keys.includes(caseNumber) && scheme === 'DIBAO',
    ).map((row) => ({
      ...COURSE,
      ...row,
      head: { id: row['_head'] },
      members: AssistanceMember.filter(({ _case }) => _case === row['caseNumber']).map(({ _person }) => ({
        person: { id: _person },
      })),
    }));
    const cases = nestedAnswer(province, node).filter(
      ({ caseNumber }) => keys.includes(caseNumber) && isActive(caseNumber),
    );
    const isLookUp = text.includes('FamiliesOf');
    const pageInfo = { hasNextPage: false, endCursor: null };
    return Promise.resolve({
      data: {
        persons: { nodes: persons },
        assistanceFamilies: { nodes: isLookUp ? families : cases, pageInfo },
      },
      errors: [],
      exchangeId: 'exchange',
      receivedAt: new Date(),
    });
  };
}

type Readers = Readonly<Record<'cases' | 'sets', EligibilityReader>>;

function readersOf(province: SmallProvince, askRelation: AskRelation): Readers {
  const sources = new SourceWatch({ graph, askRelation });
  return {
    cases: createCaseReader({ ...surroundings, ask: hubOf(province), sources }),
    sets: createSetReader({ ...surroundings, askRelation, engine: duckDbEngine, backoffMs: [] }),
  };
}

/** Of each person and each family the answer, its reasons, and of a family whom it is about. */
async function concluded(
  reader: EligibilityReader,
  stage: 'LIVE' | 'SHADOW' = 'LIVE',
): Promise<readonly string[]> {
  const stages = {
    stagesOf: (texts: readonly unknown[]) => Promise.resolve(texts.map(() => stage)),
  };
  const engine = new EligibilityEngine({ reader, schemes: [SCHEME], stages });
  const question = {
    ...{ scheme: 'DIBAO', day: '2026-11-01', asOf: null, parentExchange: 'parent' },
    signal: new AbortController().signal,
  };
  const families = await engine.families(FAMILIES, question);
  const persons = (await engine.persons(PEOPLE, question)).map((eligibility) => ({
    eligibility,
    people: [],
  }));
  return [...families, ...persons].map(({ eligibility: { answer, reasons }, people }) => {
    const because = reasons.map(({ code, ruleId, dataset }) => `${code} ${ruleId ?? '-'} ${dataset ?? '-'}`);
    return [answer, ...because, ...new Set<string>(people)].sort().join(', ');
  });
}

const trouble =
  (of: RegExp, healthy: AskRelation, answer: (answer: RelationAnswer) => RelationAnswer): AskRelation =>
  async (asked) => {
    const answered = await healthy(asked);
    return of.test(asked.question.query) ? answer(answered) : answered;
  };

test('what is concluded case by case and set by set is the same', async () => {
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(randomProvince, async (random) => {
      const province = onScheme(random);
      const { cases, sets } = readersOf(province, relationsOf(province));
      const found = await concluded(sets);
      expect(found).toEqual(await concluded(cases));
      for (const each of found) answers.add(/YES|NO$|NO,|CANNOT_TELL/u.exec(each)?.[0] ?? '');
    }),
    { numRuns: 25, seed: 4 },
  );
  expect(answers.size).toBeGreaterThan(1);
});

const RECORD = { recordedAt: '2026-10-02T03:04:05Z', qualityFlag: null, validTo: null };
const [sample] = fc.sample(randomProvince, { numRuns: 1, seed: 11 });
/** One family of one person, who owns nothing. */
const provinceOf = (course: Row): SmallProvince =>
  onScheme({
    ...sample!,
    tables: {
      AssistanceFamily: [
        { ...RECORD, recordKey: '1', caseNumber: 'C1', division: '230102', _head: 'RID:1', ...course },
      ],
      AssistanceMember: [{ ...RECORD, recordKey: '2', _case: 'C1', _person: 'RID:1', relation: 'HEAD' }],
      Person: [{ ...RECORD, recordKey: '3', id: 'RID:1', status: 'NORMAL' }],
    },
  });
const province = provinceOf({ status: 'ACTIVE' });
const healthy = relationsOf(province);
const failing = () => {
  throw new RelationFailure('SOURCE_DOWN');
};
const aged = (answer: RelationAnswer): RelationAnswer => ({
  ...answer,
  state: { ...answer.state, asOf: '2020-01-01T00:00:00Z', isFresh: false },
});
/** What the kit answers where a source names a part of the province. */
const partial = (answer: RelationAnswer): RelationAnswer => ({
  ...answer,
  state: { ...answer.state, asOf: null, isFresh: false },
});

test('while a rule is in its shadow everybody is answered alike, on assistance or not, and nothing is read', async () => {
  const unread = (): never => {
    throw new Error('it was read');
  };
  const reader = { familiesOfScheme: unread, familiesOfPersons: unread, askRules: unread };
  const answers = await concluded(reader, 'SHADOW');
  expect(new Set(answers)).toEqual(new Set(['CANNOT_TELL, RULE_IN_SHADOW barred-vehicle.owned -']));
});

test('with every source there and recent, who owns nothing is entitled', async () => {
  for (const reader of Object.values(readersOf(province, healthy)))
    expect((await concluded(reader))[FAMILIES.length]).toBe('YES');
});

test.each([
  ['approved on the day', { status: 'ACTIVE', approvedOn: '2026-11-01' }, 'YES'],
  ['approved after it', { status: 'ACTIVE', approvedOn: '2026-11-02' }, 'NO, NOT_IN_SCHEME'],
  ['that stops after it', { status: 'ACTIVE', stoppedOn: '2026-11-02' }, 'YES'],
  ['stopped from the day on', { status: 'STOPPED', stoppedOn: '2026-11-01' }, 'NO, NOT_IN_SCHEME'],
  // Stopped families are outside the audits' population: nothing was asked of it.
  ['stopped after it', { status: 'STOPPED', stoppedOn: '2026-11-02' }, 'CANNOT_TELL, UNDECIDED'],
  ['stopped nobody knows when', { status: 'STOPPED' }, 'CANNOT_TELL, UNDECIDED'],
  ['that has applied', { status: 'APPLIED' }, 'NO, NOT_IN_SCHEME'],
] as const)('a family %s is judged as it stands on the day', async (_, course, expected) => {
  const changed = provinceOf(course);
  for (const reader of Object.values(readersOf(changed, relationsOf(changed)))) {
    const [family = '', , , , person = ''] = await concluded(reader);
    for (const answer of [family, person]) expect(answer.replace(', RID:1', '')).toMatch(expected);
  }
});

test.each([
  ['a source of a rule that is down', /vehicles/u, failing, 'barred-vehicle.owned Vehicle'],
  ['a source of a rule that is too old', /vehicles/u, aged, 'barred-vehicle.owned Vehicle'],
  ['memberships that are too old', /assistanceMemberships/u, aged, '- AssistanceMember'],
  [
    'memberships of which no whole province is vouched for',
    /assistanceMemberships/u,
    partial,
    '- AssistanceMember',
  ],
] as const)('%s decides nothing, and is named', async (_, of, how, named) => {
  for (const reader of Object.values(readersOf(province, trouble(of, healthy, how)))) {
    const persons = (await concluded(reader)).slice(FAMILIES.length);
    expect(persons.filter((each) => each.includes('YES'))).toEqual([]);
    expect(persons.filter((each) => each.includes(`SOURCE_AWAY ${named}`)).length).toBeGreaterThan(0);
  }
});

test('of somebody whom the register does not know it can not be told, and not why', async () => {
  for (const reader of Object.values(readersOf(province, healthy)))
    expect((await concluded(reader)).at(-1)).toBe('CANNOT_TELL, UNDECIDED - -');
});
