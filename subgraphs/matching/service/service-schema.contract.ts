import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { applyServiceSchema } from './apply-service-schema.ts';
import { REFERRAL_EDGES } from './referral-edges.ts';
import {
  ADVISER,
  COUNTY,
  jobseeker,
  openServiceWorld,
  personKey,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What the tables refuse, whoever asks: here nobody goes through the desk. */
let world: ServiceWorld;
let vacancyId: string;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  vacancyId = await world.post(1_000);
}, 120_000);
afterAll(() => world.close());

async function referred(stage: Parameters<ServiceWorld['referTo']>[0]): Promise<string> {
  number += 1;
  await world.enrol(number);
  return world.referTo(stage, number, vacancyId);
}

/** By this constraint or in these words, and for nothing else that may be wrong with it. */
const because = (words: string) => ({
  code: expect.stringMatching(/^23/u) as unknown,
  message: expect.stringContaining(words) as unknown,
});
const refused = (words: string, text: string, values: readonly unknown[] = []) =>
  expect(world.rows(text, values)).rejects.toMatchObject(because(words));

/** In one transaction, for what is asked when it ends. */
const refusedTogether = async (
  words: string,
  statements: readonly (readonly [string, readonly unknown[]])[],
) => {
  const client = await world.pool.connect();
  try {
    await client.query('BEGIN');
    const all = async (): Promise<void> => {
      for (const [text, values] of statements) await client.query(text, [...values]);
      await client.query('COMMIT');
    };
    await expect(all()).rejects.toMatchObject(because(words));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

test('the schema is made twice and stays, with the edges of the one table', async () => {
  const referralId = await referred('AGREED');
  const client = await world.pool.connect();
  await client.query(
    `INSERT INTO service.referral_edge VALUES ('accept', 'PROPOSED', 'ACCEPTED', 'ADVISER')`,
  );
  await client.query(`UPDATE service.applied_file SET hash = ''`);
  await applyServiceSchema(client);
  client.release();
  expect(await world.rows('SELECT stage FROM service.referral WHERE referral_id = $1', [referralId])).toEqual(
    [{ stage: 'AGREED' }],
  );
  const edges = REFERRAL_EDGES.flatMap(({ act, from, to, by }) =>
    from.flatMap((stage) => by.map((side) => `${act} ${stage} ${to} ${side}`)),
  );
  const kept = await world.rows('SELECT * FROM service.referral_edge');
  expect(
    kept
      .map((row) => ['act', 'from_stage', 'to_stage', 'by_kind'].map((name) => row[name]).join(' '))
      .toSorted(),
  ).toEqual(edges.toSorted());
});

describe('a referral', () => {
  test('does not jump', async () => {
    await refused(
      'no referral goes from PROPOSED to REFERRED',
      `UPDATE service.referral SET stage = 'REFERRED', reached = 'REFERRED' WHERE referral_id = $1`,
      [await referred('PROPOSED')],
    );
  });

  test('takes no step without an entry of who took it', async () => {
    await refused(
      'has no entry of who took it',
      `UPDATE service.referral SET stage = 'AGREED', reached = 'AGREED' WHERE referral_id = $1`,
      [await referred('PROPOSED')],
    );
  });

  test('takes no step by whom it is not for: an adviser does not agree in the place of the person', async () => {
    const referralId = await referred('PROPOSED');
    await refusedTogether('has no entry of who took it', [
      [
        `INSERT INTO service.stage_history
           (referral_id, person_key, county, at, by_kind, by, act, from_stage, to_stage)
         VALUES ($1, 'p', '230102', now(), 'ADVISER', 'ea-0031', 'agree', 'PROPOSED', 'AGREED')`,
        [referralId],
      ],
      [
        `UPDATE service.referral SET stage = 'AGREED', reached = 'AGREED' WHERE referral_id = $1`,
        [referralId],
      ],
    ]);
  });

  test('knows no step of a machine, whatever name it gives', async () => {
    await refused(
      'stage_history_by_kind_check',
      `INSERT INTO service.stage_history (referral_id, person_key, county, at, by_kind, by, act, to_stage)
       VALUES ($1, 'p', '230102', now(), 'HUB', 'hub', 'propose', 'PROPOSED')`,
      [await referred('PROPOSED')],
    );
  });

  test('is about the same people for good, and is never removed', async () => {
    const referralId = await referred('AGREED');
    await refused(
      'stays about the same people',
      `UPDATE service.referral SET person_key = $2 WHERE referral_id = $1`,
      [referralId, personKey(0)],
    );
    await refused('a referral is never removed', 'DELETE FROM service.referral WHERE referral_id = $1', [
      referralId,
    ]);
  });

  test('is one of a person and vacancy at a time', async () => {
    await referred('PROPOSED');
    await refused(
      'referral_once',
      `INSERT INTO service.referral
         (case_id, person_key, county, vacancy_id, employer, stage, reached, stage_at, words, proposed_at)
       SELECT case_id, person_key, county, vacancy_id, employer, stage, reached, stage_at, words, proposed_at
       FROM service.referral WHERE person_key = $1`,
      [personKey(number)],
    );
  });
});

describe('a case', () => {
  const PROPOSED = `INSERT INTO service.employment_case
    (kind, household_number, county, state, opened_at, opened_by_kind, rule_id, evidence, facts_sha256`;

  test('of a machine begins as proposed, and is not open without a name', async () => {
    await refused(
      'no case of HUB begins as OPEN',
      `${PROPOSED}, confirmed_at, confirmed_by) VALUES
       ('ZERO_EMPLOYMENT', 'H9', '230102', 'OPEN', now(), 'HUB', 'r', '[]', 's', now(), 'hub')`,
    );
    await world.rows(
      `${PROPOSED}) VALUES ('ZERO_EMPLOYMENT', 'H9', '230102', 'PROPOSED', now(), 'HUB', 'r', '[]', 's')`,
    );
    await refused(
      'employment_case_check',
      `UPDATE service.employment_case SET state = 'OPEN' WHERE household_number = 'H9'`,
    );
    await refused(
      'employment_case_check',
      `UPDATE service.employment_case SET state = 'OPEN', confirmed_at = now(), confirmed_by = ''
       WHERE household_number = 'H9'`,
    );
  });

  test('is not open twice for a household', async () => {
    await refused(
      'case_of_household',
      `${PROPOSED}) VALUES ('ZERO_EMPLOYMENT', 'H9', '230102', 'PROPOSED', now(), 'HUB', 'r', '[]', 't')`,
    );
  });

  test('ends with a name, a reason and an outcome, and stays ended', async () => {
    await refused(
      'ended_by_somebody',
      `UPDATE service.employment_case SET state = 'REFUSED', ended_at = now(), ended_by = 'ea-0031'
       WHERE household_number = 'H9'`,
    );
    await world.rows(
      `UPDATE service.employment_case SET state = 'REFUSED', ended_at = now(), ended_by = 'ea-0031', reason = 'r'
       WHERE household_number = 'H9'`,
    );
    await refused(
      'no case goes so from REFUSED to PROPOSED',
      `UPDATE service.employment_case SET state = 'PROPOSED', ended_at = NULL, ended_by = NULL, reason = NULL
       WHERE household_number = 'H9'`,
    );
    await refused(
      'a case is never removed',
      `DELETE FROM service.employment_case WHERE household_number = 'H9'`,
    );
  });

  test('is ended by nobody but an official or the person who moves, and the person ends no household’s', async () => {
    await world.rows(
      `${PROPOSED}) VALUES ('ZERO_EMPLOYMENT', 'H10', '230102', 'PROPOSED', now(), 'HUB', 'r', '[]', 't')`,
    );
    const REFUSE = `UPDATE service.employment_case SET state = 'REFUSED', ended_at = now(), reason = 'r'`;
    await refused('ended_by_somebody', `${REFUSE} WHERE household_number = 'H10'`);
    await refused('ended_by_somebody', `${REFUSE}, ended_by_person = true WHERE household_number = 'H10'`);
    number += 1;
    const { caseId } = await world.enrol(number);
    const CLOSE = `UPDATE service.employment_case SET state = 'CLOSED', ended_at = now(), ended_by_person = true, reason = 'r'`;
    await refused('ended_by_somebody', `${CLOSE}, outcome = 'EMPLOYED' WHERE case_id = $1`, [caseId]);
    await refused(
      'ended_by_somebody',
      `${CLOSE}, outcome = 'MOVED', ended_by = 'ea-0031' WHERE case_id = $1`,
      [caseId],
    );
    await world.rows(`${CLOSE}, outcome = 'MOVED' WHERE case_id = $1`, [caseId]);
    number += 1;
    const asked = await world.desk.openCase(null, COUNTY, jobseeker(number));
    await refused(
      'ended_by_somebody',
      `${REFUSE}, ended_by_person = true, ended_by = 'ea-0031' WHERE case_id = $1`,
      [asked],
    );
    await refused(
      'employment_case',
      `${REFUSE}, ended_by_person = true, outcome = 'MOVED' WHERE case_id = $1`,
      [asked],
    );
    await world.rows(`${REFUSE}, ended_by_person = true WHERE case_id = $1`, [asked]);
  });

  test('is ended by who moves in a table too that was made when officials alone did', async () => {
    await world.rows(`ALTER TABLE service.employment_case DROP CONSTRAINT ended_by_somebody`);
    await world.rows(
      `ALTER TABLE service.employment_case RENAME CONSTRAINT employment_case_check8 TO employment_case_check10`,
    );
    // NOT VALID: of what tests before this one left.
    await world.rows(`ALTER TABLE service.employment_case
      ADD CONSTRAINT employment_case_check8
        CHECK ((state IN ('REFUSED', 'CLOSED')) = (ended_by IS NOT NULL) AND ended_by <> '') NOT VALID,
      ADD CONSTRAINT employment_case_check9 CHECK ((ended_at IS NULL) = (ended_by IS NULL)) NOT VALID`);
    number += 1;
    const { caseId } = await world.enrol(number);
    const CLOSE = `UPDATE service.employment_case SET state = 'CLOSED', ended_at = now(), ended_by_person = true, reason = 'r'`;
    await refused('employment_case_check8', `${CLOSE}, outcome = 'MOVED' WHERE case_id = $1`, [caseId]);
    await world.rows(`UPDATE service.applied_file SET hash = ''`);
    const client = await world.pool.connect();
    await applyServiceSchema(client);
    client.release();
    await refused('employment_case', `${CLOSE} WHERE case_id = $1`, [caseId]);
    await world.rows(`${CLOSE}, outcome = 'MOVED' WHERE case_id = $1`, [caseId]);
  });
});

test.each(['stage_history', 'history', 'plan', 'introduction', 'case_person', 'reminder'])(
  'what is in %s stays as it is',
  async (table) => {
    const { caseId } = await world.enrol((number += 1));
    await world.referTo('REFERRED', number, vacancyId);
    const plan = { personKey: personKey(number), goal: '上岗', measures: [] };
    await world.desk.setPlan(caseId, plan, ADVISER);
    await world.rows(
      `INSERT INTO service.reminder (kind, about, since, agency, county, words_en, words_zh, reminded_at)
       VALUES ('CASE_OVERDUE', $1, '', 'labour', '230102', 'w', '字', now())`,
      [caseId],
    );
    const column = table === 'introduction' ? 'years' : 'record_id';
    const value = table === 'introduction' ? '1' : 'DEFAULT';
    await refused('history is only added to', `UPDATE service.${table} SET ${column} = ${value}`);
    await refused('history is only added to', `DELETE FROM service.${table}`);
    await expect(world.rows(`TRUNCATE service.${table} CASCADE`)).rejects.toThrow('only added to');
  },
);

test('a task is done once, and with a result', async () => {
  const referralId = await referred('ACCEPTED');
  await refused(
    'task_check',
    `UPDATE service.task SET state = 'DONE', done_at = now(), done_by = 'x' WHERE referral_id = $1`,
    [referralId],
  );
  const done = `UPDATE service.task SET state = 'DONE', done_at = now(), done_by = 'x', result = $2
    WHERE referral_id = $1`;
  await world.rows(done, [referralId, 'looked at']);
  await refused('a task is done once, and stays', done, [referralId, 'looked at again']);
});
