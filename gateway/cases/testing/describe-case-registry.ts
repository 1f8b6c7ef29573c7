import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../../policies/bind-rows.ts';
import type { CaseRegistry } from '../case-registry.ts';

/** A case as a registry is told of it. */
export interface KeptCase {
  readonly caseNumber: string;
  readonly department: string;
  readonly officials: readonly string[];
  readonly people: readonly string[];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** One implementation, filled with cases. */
export interface RegistryUnderTest {
  /** The registry that answers for a case of this number and department. */
  registryFor(kept: KeptCase): Promise<CaseRegistry>;
  close(): Promise<void>;
}

export const OPENED = new Date('2026-11-02T01:00:00Z');
export const CLOSED = new Date('2026-11-02T05:00:00Z');
const MEANWHILE = new Date('2026-11-02T03:00:00Z');
const instant = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** Synthetic people, each a sound key of nobody. */
export function peopleOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => {
    const bornOn = new Date(Date.UTC(1950, 0, 1 + Math.floor(number / 900))).toISOString().slice(0, 10);
    return `RID:${makeResidentId({ division: '239901', bornOn, sequence: number % 900 })}`;
  });
}

export const FAMILY: KeptCase = {
  caseNumber: 'SA-2026-0001',
  department: 'civil-affairs',
  officials: ['clerk-1'],
  people: peopleOf(3),
  openedAt: OPENED,
  closedAt: CLOSED,
};

/**
 * What every case registry does.
 * @param unreachable the same implementation when it can not be asked; null where it always can
 */
export function describeCaseRegistry(
  name: string,
  open: () => Promise<RegistryUnderTest>,
  unreachable: CaseRegistry | null,
): void {
  describe(`${name} is a case registry`, () => {
    let under: RegistryUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    test('finds a case with its department, officials and people', async () => {
      const registry = await under.registryFor(FAMILY);
      expect(await registry.find(FAMILY.caseNumber, MEANWHILE)).toEqual({
        caseNumber: FAMILY.caseNumber,
        department: 'civil-affairs',
        isOpen: true,
        officials: ['clerk-1'],
        people: FAMILY.people.toSorted(),
      });
    });

    test.each(['SA-2026-0002', 'sa-2026-0001', 'SA-2026-0001 ', '', '%'])(
      'knows no case but by its whole number: %j',
      async (number) => {
        const registry = await under.registryFor(FAMILY);
        expect(await registry.find(number, MEANWHILE)).toBeNull();
      },
    );

    test.each([
      ['before it was opened', instant(OPENED, -60_000)],
      ['when it is closed', instant(CLOSED, 10_000)],
      ['long after', instant(CLOSED, 86_400_000)],
    ])('carries nothing %s', async (_, at) => {
      const registry = await under.registryFor(FAMILY);
      const found = await registry.find(FAMILY.caseNumber, at).catch((error: unknown) => error);
      if (found instanceof Error) expect(found).toMatchObject({ code: 'CASE_REFUSED' });
      else expect(found).toMatchObject({ isOpen: false });
    });

    test('never cuts people off unseen: too many are one more than a grant may name', async () => {
      const crowd = { ...FAMILY, caseNumber: 'SA-2026-0003', people: peopleOf(MOST_PEOPLE_OF_A_GRANT + 7) };
      const registry = await under.registryFor(crowd);
      const found = await registry.find(crowd.caseNumber, MEANWHILE);
      expect(found?.people.length).toBeGreaterThan(MOST_PEOPLE_OF_A_GRANT);
    });

    if (unreachable)
      test('says so when it can not be asked', async () => {
        const answer = unreachable.find(FAMILY.caseNumber, MEANWHILE);
        await expect(answer).rejects.toMatchObject({ code: 'CASE_UNAVAILABLE' });
      });
  });
}
