import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FETCH_HEADER, GRANT_HEADER, type GrantClaims } from '../../../policies/grant-claims.ts';
import {
  askRelation,
  answerOf,
  relationRequest,
  type RelationToAsk,
  relationUrl,
} from '../testing/ask-relation.ts';
import { ownerId } from '../testing/pets-rows.ts';
import { type RunningPets, startPets } from '../testing/running-pets.ts';
import { TestGateway } from '../testing/test-gateway.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
});
afterAll(() => pets.stop());
beforeEach(() => {
  pets.connector.lineSelections.length = 0;
});

const ofOwner = { kind: 'parent', type: 'Person', keyField: 'id', field: 'pets' } as const;
const ofOwners = (part: Partial<RelationToAsk['read']> = {}): RelationToAsk => ({
  read: { type: 'Pet', through: ofOwner, columns: ['tag'], ...part },
  keys: [ownerId(1)],
  uses: ['Person.id:join-key', 'Person.pets:project', 'Pet.tag:project'],
});
const population = (part: Partial<RelationToAsk['read']> = {}): RelationToAsk => ({
  read: { type: 'Pet', through: { kind: 'root', field: 'pets' }, columns: ['tag'], ...part },
  uses: ['Query.pets:project', 'PetConnection.nodes:project', 'Pet.tag:project'],
});

const masked = (field: string, kind: string): Partial<GrantClaims> => ({
  masks: { [field]: kind } as GrantClaims['masks'],
});

describe('a grant covers', () => {
  test.each([
    ['a list by a key', ofOwners()],
    ['a population', population()],
    [
      'the key of an entity',
      {
        ...ofOwners({ columns: ['owner.id'] }),
        uses: ['Person.id:join-key', 'Person.pets:project', 'Pet.owner:project'],
      },
    ],
  ])('%s where it names what is read', async (_, question) => {
    expect(await askRelation(pets, question)).toMatchObject({ error: null, isWhole: true });
  });
});

describe('more than is granted', () => {
  const where = { kind: 'not', of: { kind: 'is-null', field: 'name' } } as const;
  const without = (question: RelationToAsk, use: string): RelationToAsk => ({
    ...question,
    uses: (question.uses ?? []).filter((each) => each !== use),
  });
  test.each<readonly [string, RelationToAsk, string, string]>([
    ['a column', ofOwners({ columns: ['tag', 'name'] }), 'Pet.name', 'project'],
    ['the number of the record', ofOwners({ columns: ['recordKey'] }), 'Pet.recordKey', 'project'],
    ['an edge', ofOwners({ columns: ['owner.id'] }), 'Pet.owner', 'project'],
    [
      'the key of an edge',
      { ...population({ columns: ['owner.id'] }), uses: [...(population().uses ?? []), 'Pet.owner:project'] },
      'Person.id',
      'project',
    ],
    ['what a condition compares', ofOwners({ where }), 'Pet.name', 'project'],
    [
      'what is added up',
      ofOwners({ having: { measure: 'sum', field: 'worth', op: '>', value: 1 } }),
      'Pet.worth',
      'project',
    ],
    ['the list of the parent', without(ofOwners(), 'Person.pets:project'), 'Person.pets', 'project'],
    ['the key of the parent', without(ofOwners(), 'Person.id:join-key'), 'Person.id', 'join-key'],
    [
      'an entity by its own key',
      {
        ...ofOwners({
          through: { ...ofOwner, type: 'Pet', keyField: 'tag', field: null },
          columns: ['name'],
        }),
      },
      'Pet.name',
      'project',
    ],
    ['the population', without(population(), 'Query.pets:project'), 'Query.pets', 'project'],
    [
      'what the filter of a population compares',
      population({ filter: { name: { eq: 'Rex' } } }),
      'Pet.name',
      'filter-eq',
    ],
  ])('%s is refused, and nothing is read', async (_, question, field, use) => {
    const answer = await askRelation(pets, question);
    expect(answer.error).toEqual({ code: 'GRANT_EXCEEDED', field, use });
    expect(answer.status).toBe(403);
    expect(pets.connector.lineSelections).toEqual([]);
  });

  test('another time than the grant’s', async () => {
    for (const [asOf, granted] of [
      ['2026-01-15T00:00:00Z', null],
      [null, '2026-01-15T00:00:00Z'],
      ['2026-01-15T00:00:00Z', '2026-01-16T00:00:00Z'],
    ] as const) {
      const answer = await askRelation(pets, { ...ofOwners({ asOf }), claims: { asOf: granted } });
      expect(answer.error).toMatchObject({ code: 'GRANT_EXCEEDED' });
    }
  });
});

describe('what a grant wants done and lines can not do', () => {
  test.each<readonly [string, Partial<GrantClaims>]>([
    ['a mask on a column', masked('Pet.tag', 'id-1-1')],
    ['a mask on the list', masked('Person.pets', 'redact')],
    ['a mask on the key', masked('Person.id', 'pseudonym')],
    ['a row filter that the relation can not test', { rows: { Pet: [{ kind: 'organisation', name: 'x' }] } }],
    [
      'a row filter of the parent that it can not test',
      { rows: { Person: [{ kind: 'organisation', name: 'x' }] } },
    ],
  ])('%s', async (_, claims) => {
    const answer = await askRelation(pets, { ...ofOwners(), claims });
    expect(answer.error).toMatchObject({ code: 'GRANT_INVALID' });
    expect(pets.connector.lineSelections).toEqual([]);
  });

  test('a mask on what is not asked for is in nobody’s way', async () => {
    const claims = masked('Pet.name', 'redact');
    expect(await askRelation(pets, { ...ofOwners(), claims })).toMatchObject({ error: null, isWhole: true });
  });
});

describe('who is answered', () => {
  const codeOf = async (init: RequestInit) =>
    (await answerOf(await fetch(relationUrl(pets), init))).error?.['code'];
  const headers = (init: RequestInit, more: Readonly<Record<string, string>>): RequestInit => ({
    ...init,
    headers: { ...(init.headers as Readonly<Record<string, string>>), ...more },
  });

  test('nobody without a sound grant, a sound binding of the whole body, and a new one', async () => {
    const stranger = TestGateway.withKeys('pets').gateway;
    const sound = () => relationRequest(pets, ofOwners());
    const foreign = pets.gateway.grant(ofOwners().uses ?? [], { audience: 'vehicles' });
    const body = sound().body as string;
    expect(await codeOf(headers(sound(), { [GRANT_HEADER]: '' }))).toBe('GRANT_MISSING');
    expect(await codeOf(headers(sound(), { [FETCH_HEADER]: 'a.b.1.c.d' }))).toBe('FETCH_UNBOUND');
    expect(await codeOf({ ...sound(), body: body.replace(ownerId(1), ownerId(2)) })).toBe('FETCH_UNBOUND');
    const grant = stranger.grant([]);
    const strange = { [GRANT_HEADER]: grant, [FETCH_HEADER]: pets.gateway.binding(grant, body) };
    expect(await codeOf(headers(sound(), strange))).toBe('GRANT_INVALID');
    const away = { [GRANT_HEADER]: foreign, [FETCH_HEADER]: pets.gateway.binding(foreign, body) };
    expect(await codeOf(headers(sound(), away))).toBe('GRANT_AUDIENCE');
    const once = sound();
    expect(await codeOf(once)).toBeUndefined();
    expect(await codeOf(once)).toBe('FETCH_REPLAYED');
  });

  test('a stranger is refused before the body has come', async () => {
    const { headers: given } = headers(relationRequest(pets, ofOwners()), { [FETCH_HEADER]: 'a.b.1.c.d' });
    const sent = request(relationUrl(pets), {
      method: 'POST',
      headers: { ...(given as Readonly<Record<string, string>>), 'content-length': 1_000_000 },
    });
    sent.write('{');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(JSON.stringify(await json(response))).toContain('"FETCH_UNBOUND"');
    sent.destroy();
  });

  test('relations are posted, in their own form, and taken nowhere else', async () => {
    expect(await codeOf({ method: 'GET' })).toBe('METHOD_NOT_ALLOWED');
    expect(await codeOf(headers(relationRequest(pets, ofOwners()), { 'content-type': 'text/csv' }))).toBe(
      'MEDIA_TYPE_UNSUPPORTED',
    );
    const elsewhere = await fetch(pets.url, relationRequest(pets, ofOwners()));
    expect((await answerOf(elsewhere)).error?.['code']).toBe('MEDIA_TYPE_UNSUPPORTED');
  });
});
