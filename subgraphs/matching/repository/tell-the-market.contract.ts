import { expect, test } from '@jest/globals';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { createTestDatabase, createTestRole } from '../../../hub/testing/test-database.ts';
import { applyMarketSchema } from '../market/apply-market-schema.ts';
import { insertJobseekers, readJobseeker, setStandings } from '../market/keep-jobseeker.ts';
import { postgresMarketBook } from '../market/postgres-market-book.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import { createKeepGroups } from '../priority/keep-groups.ts';
import { applyServiceSchema } from '../service/apply-service-schema.ts';
import { createAskCorrections } from '../service/tasks/ask-corrections.ts';
import { holdToPictures } from './hold-to-pictures.ts';
import { standingOf } from './standing-of.ts';
import { tellTheMarket } from './tell-the-market.ts';
import { personKey, type WorldChange } from './testing/employment-world.ts';
import type { RepositoryWorld } from './testing/repository-world.ts';
import { job, RESYNC, settlePeople, worldsIn } from './testing/with-world.ts';

const withWorld = worldsIn({ createTestDatabase, createTestRole });

const KEY = personKey(1) as PersonKey;
const stopped: WorldChange = { ...job, toMonth: '2026-10' };

/** With tables of the market and of the service chain, and the person of `job` looking for work. */
async function withMarket(work: (world: RepositoryWorld) => Promise<void>): Promise<void> {
  const onChanged = tellTheMarket({
    keepGroups: createKeepGroups({ market: postgresMarketBook }),
    setStandings,
    askCorrections: createAskCorrections(),
  });
  await withWorld(
    async (world) => {
      await world.client.query('CREATE SCHEMA market; CREATE SCHEMA service');
      await applyMarketSchema(world.client);
      await applyServiceSchema(world.client);
      const profile = { jobseeker: jobseekerOf({ personKey: KEY }), consented: true, obstacles: [] };
      await insertJobseekers(world.client, [profile], new Date());
      settlePeople(world);
      await work(world);
    },
    { onChanged },
  );
}

async function matchedAs({ client }: RepositoryWorld): Promise<unknown> {
  const known = await readJobseeker(client, KEY);
  return { obstacles: known?.obstacles.map(({ code }) => code), groups: known?.jobseeker.groups };
}

test('whoever works or has died is matched no more, and whoever lost work is again, with the groups of that', async () => {
  await withMarket(async (world) => {
    world.world.apply(job);
    world.start();
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: ['EMPLOYED'], groups: [] });
    expect(await standingOf(world.client, KEY)).toEqual({ employed: true, deceased: false });
    await world.change({ kind: 'certificate', id: 1, person: 1, isValid: true });
    await world.change(stopped);
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: [], groups: ['DISABLED'] });
    await world.change({ kind: 'death', id: 1, person: 1 });
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: ['DECEASED'], groups: [] });
    expect(await standingOf(world.client, KEY)).toEqual({ employed: false, deceased: true });
  });
});

test('whoever has died is matched no more, also where labour never heard of them', async () => {
  await withMarket(async (world) => {
    world.start();
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: [], groups: [] });
    await world.change({ kind: 'death', id: 1, person: 1 });
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: ['DECEASED'], groups: [] });
  });
});

test('whoever signs up after the picture is held against it', async () => {
  await withMarket(async (world) => {
    await world.client.query('DELETE FROM market.jobseeker');
    world.world.apply(job);
    world.start();
    await world.settle();
    const profile = profileOf(jobseekerOf());
    const market = holdToPictures(postgresMarketBook, setStandings);
    await market.keepProfile(world.client, KEY, profile, new Date());
    expect(await matchedAs(world)).toEqual({ obstacles: ['EMPLOYED'], groups: [] });
    const stranger = personKey(2) as PersonKey;
    await market.keepProfile(world.client, stranger, profile, new Date());
    expect((await readJobseeker(world.client, stranger))?.obstacles).toEqual([]);
  });
});

test('a household whose last work ends has a case proposed by rule, once, and confirmed by nobody', async () => {
  await withMarket(async (world) => {
    const other = { ...job, id: 4, person: 4 };
    for (const each of [job, other]) world.world.apply(each);
    world.start();
    await world.settle();
    const cases = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          `SELECT kind, state, opened_by_kind AS by, rule_id AS rule,
             (SELECT count(*)::int FROM service.case_person WHERE case_person.case_id = employment_case.case_id) AS people
           FROM service.employment_case`,
        )
      ).rows;
    await world.change(stopped);
    await world.settle();
    // The other still works.
    expect(await cases()).toEqual([]);
    await world.change({ ...other, toMonth: '2026-10' });
    await world.publish(RESYNC);
    await world.settle();
    expect(await cases()).toEqual([
      { kind: 'ZERO_EMPLOYMENT', state: 'PROPOSED', by: 'HUB', rule: 'zero-employment.province', people: 2 },
    ]);
  });
});

test('the agency whose record is wrong is asked to look at it, once, until the records agree', async () => {
  await withMarket(async (world) => {
    world.world.apply(job);
    world.start();
    await world.settle();
    const tasks = async (): Promise<readonly unknown[]> =>
      (
        await world.client.query<object>(
          'SELECT kind, agency, person_key AS person, county, state FROM service.task ORDER BY record_id',
        )
      ).rows;
    expect(await tasks()).toEqual([]);
    await world.change({ kind: 'firm', firm: 1, isOpen: false });
    await world.settle();
    const asked = { kind: 'CORRECTION', agency: 'labour', person: KEY, county: '230102', state: 'OPEN' };
    expect(await tasks()).toEqual([asked]);
    await world.publish(RESYNC);
    await world.settle();
    expect(await tasks()).toEqual([asked]);
    await world.change({ kind: 'firm', firm: 1, isOpen: true });
    await world.settle();
    expect(await tasks()).toEqual([{ ...asked, state: 'DONE' }]);
    await world.change({ kind: 'firm', firm: 1, isOpen: false });
    await world.settle();
    expect(await tasks()).toEqual([{ ...asked, state: 'DONE' }, asked]);
  });
});

test('of somebody whom labour has no longer, nothing is held and nothing is said', async () => {
  await withMarket(async (world) => {
    world.world.apply(job);
    world.start();
    await world.settle();
    // The source had the number of somebody else.
    await world.change({ ...job, person: 2 });
    await world.settle();
    expect(await matchedAs(world)).toEqual({ obstacles: [], groups: [] });
    expect(await standingOf(world.client, KEY)).toBeNull();
    const { rows } = await world.client.query(
      'SELECT DISTINCT person_key AS key FROM repository.person_picture WHERE recorded_to IS NULL',
    );
    expect(rows).toEqual([{ key: personKey(2) }]);
  });
});
