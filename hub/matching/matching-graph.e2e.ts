import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { NO_CONSENT } from '../../subgraphs/matching/market/check-jobseeker.ts';
import { testHub, type Answer } from '../testing/test-hub.ts';
import { candidatesOf, idsOf, namesOf, suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  CONSENT,
  type Door,
  employerDoor,
  enterJobseeker,
  jobseekerDoor,
  newEmployer,
  newPerson,
  post,
  POST,
  vacancyDraft,
} from './testing/two-sides.ts';

/** The three doors to one market: an employer, somebody who looks for work, and the adviser of both. */

const hub = testHub();
const codes = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);

/** Required of nobody else here, so that lists hold whoever they could. */
const licences = ['CRANE', 'NURSE'];

let employer: Door;
let seeker: Awaited<ReturnType<typeof enterJobseeker>>;
let vacancyId: string;
beforeAll(async () => {
  employer = await employerDoor(hub, newEmployer());
  vacancyId = await post(employer, { licences, title: '仓储管理员（夜班除外）' });
  seeker = await enterJobseeker(hub, { licences });
});

describe('a jobseeker', () => {
  test('is shown vacancies that fit, with reasons from their own terms and what would change them', async () => {
    const found = await suggestionsOf(seeker.door, (ids) => ids.includes(vacancyId));
    const own = found.find(({ vacancy }) => vacancy.vacancyId === vacancyId);
    expect(own?.vacancy.title).toBe('仓储管理员（夜班除外）');
    expect(own?.terms.map(({ name }) => name)).toContain('OCCUPATION');
    const sum = (own?.terms ?? []).reduce((total, { weight, value }) => total + weight * value, 0);
    expect(own?.score).toBeCloseTo(sum, 2);
    expect(own?.explanation).toContain('Suggested');
    expect(own?.explanationChinese).toContain('推荐');
  });

  test('says "not this one, because", and the next ones are without it', async () => {
    const other = await post(employer, { title: '仓库理货' });
    await suggestionsOf(seeker.door, (ids) => ids.includes(other));
    await seeker.door.get(
      `mutation ($id: String!) { declineSuggestion(what: VACANCY, value: $id, reason: "太远") { isConsenting } }`,
      { id: other },
    );
    const after = await suggestionsOf(seeker.door, (ids) => !ids.includes(other));
    expect(idsOf(after)).not.toContain(other);
    const { jobseekers } = await seeker.door.get<{
      jobseekers: { nodes: { declines: { declineId: string; reason: string }[] }[] };
    }>('{ jobseekers { nodes { declines { declineId reason } } } }');
    expect(jobseekers.nodes[0]?.declines).toEqual([{ declineId: expect.any(String), reason: '太远' }]);
  });

  test('is told of one vacancy why it is none for him, and the adviser not what he needs', async () => {
    const standing = await post(employer, {
      demands: ['STANDING'],
      title: '流水线',
      text: '流水线装配小家电，计件结算',
    });
    const own = await enterJobseeker(hub, { licences, cannot: ['STANDING'] });
    await suggestionsOf(own.door, (ids) => ids.includes(vacancyId));
    const JUDGED =
      'judgement(vacancyId: $id) { isPossible explanation explanationChinese wouldChange { text } }';
    const { jobseekers } = await own.door.get<{ jobseekers: { nodes: readonly { judgement: object }[] } }>(
      `query ($id: ID!) { jobseekers { nodes { ${JUDGED} } } }`,
      { id: standing },
    );
    expect(jobseekers.nodes[0]?.judgement).toEqual({
      isPossible: false,
      explanation: expect.stringMatching(/can not do: standing for long/u),
      explanationChinese: expect.stringMatching(/无法承担长时间站立/u),
      wouldChange: [{ text: 'the work without: standing for long' }],
    });
    const adviser = await adviserDoor(hub);
    const { serviceCase } = await adviser.get<{
      serviceCase: { people: readonly { profile: { judgement: object } }[] };
    }>(`query ($case: ID!, $id: ID!) { serviceCase(caseId: $case) { people { profile { ${JUDGED} } } } }`, {
      case: own.caseId,
      id: standing,
    });
    expect(serviceCase.people[0]?.profile.judgement).toEqual({
      isPossible: false,
      explanation: 'Not suggested: the hard constraints do not all hold.',
      explanationChinese: '不推荐：不满足全部硬性条件。',
      wouldChange: [],
    });
  });

  test('takes the consent back, and is suggested nothing and to nobody', async () => {
    const gone = await enterJobseeker(hub, { licences });
    const adviser = await adviserDoor(hub);
    const own = await post(employer, { licences, title: '吊装' });
    const isShown = (names: readonly string[]) => names.includes(gone.pseudonym);
    expect(namesOf(await candidatesOf(adviser, own, isShown))).toContain(gone.pseudonym);
    expect(idsOf(await suggestionsOf(gone.door, (ids) => ids.includes(own)))).toContain(own);
    await gone.door.get('mutation { withdrawConsent { isConsenting } }');
    expect(idsOf(await suggestionsOf(gone.door, (ids) => ids.length === 0))).toEqual([]);
    const why = await gone.door.get(
      `query ($id: ID!) { jobseekers { nodes { obstacles obstaclesChinese
         judgement(vacancyId: $id) { isPossible score explanation explanationChinese } } } }`,
      { id: own },
    );
    expect(why).toMatchObject({
      jobseekers: {
        nodes: [
          {
            obstacles: NO_CONSENT.en,
            obstaclesChinese: NO_CONSENT.zh,
            judgement: {
              isPossible: false,
              score: null,
              explanation: `Not suggested: ${NO_CONSENT.en}.`,
              explanationChinese: `不推荐：${NO_CONSENT.zh}。`,
            },
          },
        ],
      },
    });
    const after = await candidatesOf(adviser, own, (names) => !isShown(names));
    expect(namesOf(after)).not.toContain(gone.pseudonym);
  });
});

describe('rows about oneself', () => {
  test('another person’s token shows that person alone, whatever is asked for', async () => {
    const stranger = await jobseekerDoor(hub, newPerson());
    const answer = await stranger.ask(
      '{ jobseekers { nodes { occupations needs } } referrals { nodes { stage } } }',
    );
    expect([codes(answer), answer.body.data]).toEqual([
      [],
      { jobseekers: { nodes: [] }, referrals: { nodes: [] } },
    ]);
  });

  test('a token that names nobody is refused what is about oneself', async () => {
    const nobody = await jobseekerDoor(hub, undefined as never);
    expect(codes(await nobody.ask('{ jobseekers { nodes { occupations } } }'))).toEqual(['FIELD_DENIED']);
  });

  test('the household register, too, shows one’s own name and nobody else’s', async () => {
    const answer = await seeker.door.ask('{ jobseekers { nodes { person { name sex } } } }');
    expect(codes(answer)).toEqual([]);
    const other = await seeker.door.ask('query ($id: ID!) { person(id: $id) { name } }', { id: newPerson() });
    expect(codes(other)).toContain('FIELD_DENIED');
  });

  test('who asks stands bare in no log', () => {
    const number = seeker.person.slice('RID:'.length);
    const logs = join(hub.state, 'logs');
    const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
    expect(texts.some((text) => text.length > 0)).toBe(true);
    expect(texts.filter((text) => text.includes(number))).toEqual([]);
  });
});

describe('an employer', () => {
  test('is told at once what is unlawful, and it is matched with nobody', async () => {
    const { postVacancy } = await employer.get<{
      postVacancy: { vacancyId: string; status: string; faults: string };
    }>(POST, { draft: vacancyDraft({ title: '仓储管理员', text: '限男性，35岁以下，无犯罪及残疾' }) });
    expect(postVacancy).toMatchObject({
      status: 'REFUSED',
      faults: expect.stringMatching(/限男性.*35岁以下/u),
    });
    // One that comes after it is heard of after it.
    const lawful = await post(employer, { title: '仓储管理员', text: '负责盘点与单据' });
    const suggested = idsOf(await suggestionsOf(seeker.door, (ids) => ids.includes(lawful)));
    expect(suggested).not.toContain(postVacancy.vacancyId);
  });

  test('sees the own vacancies alone', async () => {
    const other = await employerDoor(hub, newEmployer());
    const theirs = await post(other);
    const { vacancies } = await employer.get<{
      vacancies: { nodes: { vacancyId: string; employerCode: string }[] };
    }>('{ vacancies(first: 100) { nodes { vacancyId employerCode } } }');
    expect(new Set(vacancies.nodes.map(({ employerCode }) => employerCode)).size).toBe(1);
    expect(vacancies.nodes.map((each) => each.vacancyId)).not.toContain(theirs);
    const change = await employer.ask('mutation ($id: ID!) { withdrawVacancy(vacancyId: $id) { status } }', {
      id: theirs,
    });
    expect(codes(change)).toEqual(['SERVICE_UNKNOWN']);
  });
});

describe('an adviser', () => {
  test('is shown people for a vacancy, with reasons', async () => {
    const adviser = await adviserDoor(hub);
    const shown = await candidatesOf(adviser, vacancyId, (names) => names.includes(seeker.pseudonym));
    const own = shown.find(({ person }) => person.pseudonym === seeker.pseudonym);
    expect(own?.explanation).toContain('Suggested');
    expect(own?.explanationChinese).toContain('推荐');
    expect(own?.terms.map(({ name }) => name)).toContain('OCCUPATION');
  });

  test('is shown of who needs what the place offers no more than of who needs nothing', async () => {
    const seated = await post(employer, {
      licences,
      title: '监控值守',
      text: '看守监控画面，交接班时填写台账',
      accommodations: ['SEATED'],
    });
    const needing = await enterJobseeker(hub, { licences, needs: ['SEATED'], cannot: ['STANDING'] });
    const other = await enterJobseeker(hub, { licences });
    const adviser = await adviserDoor(hub);
    const both = [needing.pseudonym, other.pseudonym];
    await candidatesOf(adviser, seated, (names) => both.every((name) => names.includes(name)));
    const { vacancy } = await adviser.get<{
      vacancy: { candidates: readonly { person: { pseudonym: string }; accommodationPossible: boolean }[] };
    }>(
      `query ($id: ID!) { vacancy(vacancyId: $id) { candidates(first: 100) { person { pseudonym } accommodationPossible
         score explanation explanationChinese terms { name weight value } } } }`,
      { id: seated },
    );
    const shown = both.map((name) => ({
      ...vacancy.candidates.find(({ person }) => person.pseudonym === name),
      person: 'WHO',
    }));
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]).toMatchObject({
      accommodationPossible: true,
      explanation: expect.stringContaining('accommodation possible'),
      explanationChinese: expect.stringContaining('可提供合理便利'),
    });
  });

  test('of another region sees nobody of this one', async () => {
    const elsewhere = await adviserDoor(hub, '230200');
    const { jobseekers, vacancy } = await elsewhere.get<{
      jobseekers: { nodes: { county: string }[] };
      vacancy: { candidates: object[] };
    }>(
      `query ($id: ID!) { jobseekers(first: 100) { nodes { county } } vacancy(vacancyId: $id) { candidates(first: 50) { score } } }`,
      { id: vacancyId },
    );
    expect(jobseekers.nodes.length).toBeGreaterThan(0);
    expect(jobseekers.nodes.filter(({ county }) => !county.startsWith('2302'))).toEqual([]);
    expect(vacancy.candidates).toEqual([]);
  });
});

test('consent is given by the person alone', async () => {
  const adviser = await adviserDoor(hub);
  expect(codes(await adviser.ask(CONSENT))).toEqual(['FIELD_DENIED']);
});
