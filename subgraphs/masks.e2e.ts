import { describe, expect, test } from '@jest/globals';
import { agencyGateway } from '../hub/testing/agency-gateway.ts';
import { testHub } from '../hub/testing/test-hub.ts';
import type { GrantClaims } from '../policies/grant-claims.ts';
import { ageBand } from '../policies/obligations/age-band.ts';

/** Masks in the running hub: what leaves an agency has left nothing behind that it hides. */

const hub = testHub();
const registry = agencyGateway(hub, 'household-registration');

interface Person {
  readonly name: string;
  readonly bornOn: string;
  readonly phone: string | null;
  readonly recordedIdNumber: string | null;
}

const FIELDS = ['name', 'bornOn', 'phone', 'recordedIdNumber'];
const USES = [...FIELDS.map((field) => `Person.${field}`), 'Query.persons', 'PersonConnection.nodes'].map(
  (field) => `${field}:project`,
);

async function personsUnder(masks: Readonly<Record<string, string>>, claims: Partial<GrantClaims> = {}) {
  const grant = registry.gateway.grant(USES, { ...claims, masks: masks as GrantClaims['masks'] });
  const query = `{ persons(first: 50) { nodes { ${FIELDS.join(' ')} } } }`;
  const { data, errors } = await registry.gateway.fetch(registry.url, { grant, query });
  return { persons: (data as { persons: { nodes: readonly Person[] } }).persons.nodes, errors };
}

describe('an agency asked directly, with a grant that masks', () => {
  test('sends masked values and nothing of what they hide', async () => {
    const { persons: bare } = await personsUnder({});
    const { persons, errors } = await personsUnder({
      'Person.name': 'name.last',
      'Person.bornOn': 'date.quarter',
      'Person.phone': 'phone.3-4',
      'Person.recordedIdNumber': 'id.1-1',
    });
    expect(errors).toEqual([]);
    expect(persons).toHaveLength(bare.length);
    const sent = JSON.stringify(persons);
    for (const [index, { name, bornOn, phone, recordedIdNumber }] of bare.entries()) {
      for (const hidden of [name, bornOn, phone, recordedIdNumber])
        expect(hidden === null || !sent.includes(hidden)).toBe(true);
      expect(persons[index]?.bornOn).toMatch(new RegExp(`^${bornOn.slice(0, 4)}-Q[1-4]$`, 'u'));
    }
  });

  test('takes the day that ages go by from the grant', async () => {
    const { persons: bare } = await personsUnder({});
    const issuedAt = Date.parse('2016-11-01T00:00:00Z') / 1_000;
    const { persons } = await personsUnder({ 'Person.bornOn': 'age.band' }, { issuedAt });
    const today = '2016-11-01';
    expect(persons.map(({ bornOn }) => bornOn)).toEqual(
      bare.map(({ bornOn }) => ageBand.apply(bornOn, { today, standIns: null })),
    );
  });

  test('has no keys for a mask that needs them, and sends nothing instead', async () => {
    const { persons, errors } = await personsUnder({ 'Person.recordedIdNumber': 'id.token' });
    expect(persons.every(({ recordedIdNumber }) => recordedIdNumber === null)).toBe(true);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('through the hub', () => {
  const someone = async (): Promise<string> => {
    const query = '{ persons(first: 1) { nodes { id } } }';
    const uses = ['Query.persons', 'PersonConnection.nodes', 'Person.id'].map((field) => `${field}:project`);
    const { data } = await registry.gateway.fetch(registry.url, {
      grant: registry.gateway.grant(uses),
      query,
    });
    return (data as { persons: { nodes: [{ id: string }] } }).persons.nodes[0].id;
  };

  test('a steward has a pseudonym for each person, the same in every answer, and an age group', async () => {
    const query = '{ persons(first: 20) { nodes { recordKey id bornOn } } }';
    const [one, two] = [
      await hub.ask(query, { as: 'data-steward' }),
      await hub.ask(query, { as: 'data-steward' }),
    ];
    expect(one.body.errors).toBeUndefined();
    expect(one.body.data).toEqual(two.body.data);
    const { nodes } = (one.body.data as { persons: { nodes: readonly { id: string; bornOn: string }[] } })
      .persons;
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    for (const { id, bornOn } of nodes) {
      expect(id).toMatch(/^PSN:[A-Z2-7]+$/u);
      expect(bornOn).toMatch(/^(?:\d{1,2}–\d{1,2}|80\+)$/u);
    }
    expect(one.text).not.toMatch(/RID:|\d{17}/u);
  });

  test('a clinician sees the ends of the number that the patient gave', async () => {
    const id = await someone();
    const { body, text } = await hub.ask('query ($id: ID!) { person(id: $id) { id } }', {
      as: 'hospital',
      variables: { id },
    });
    expect(body).toMatchObject({ data: { person: { id: `RID:${id.at(4)}${'*'.repeat(16)}${id.at(-1)}` } } });
    expect(text).not.toContain(id.slice(5, -1));
  });

  test('a department sees in which month somebody was treated, as text that is no day', async () => {
    const query =
      '{ assistanceFamilies(first: 60) { nodes { members { person { medicalClaims { visitedOn } } } } } }';
    const { body } = await hub.ask(query);
    const visits = JSON.stringify(body.data).match(/"visitedOn":"[^"]*"/gu) ?? [];
    expect(visits.length).toBeGreaterThan(10);
    for (const visit of visits) expect(visit).toMatch(/^"visitedOn":"\d{4}-(?:0[1-9]|1[0-2])"$/u);
  });
});
