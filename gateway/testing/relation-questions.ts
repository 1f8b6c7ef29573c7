import { setTimeout as delay } from 'node:timers/promises';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import type { TagSetName } from '../ledger/tag-set.ts';
import { setOfPeople } from '../ledger/testing/tags-of.ts';
import { TAG_KEY } from './relation-hub.ts';

/** A question that the audit engine may ask, for the keys of people. */
export const VEHICLES = `{ assistanceFamilies { nodes { members { person { vehicles { plateType status } } } } } }`;
export const PEOPLE = ['RID:239901195001010016', 'RID:239901195001010024', 'HMT:H12345678'] as const;

export function grantOf(header: unknown): GrantClaims {
  const [body = ''] = String(header).split('.');
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as GrantClaims;
}

/** What the one error of a refusal says. */
export async function refusalOf(
  response: Response,
): Promise<{ readonly code: string; readonly [name: string]: unknown }> {
  const { errors } = (await response.json()) as { errors: [{ extensions: { code: string } }] };
  return errors[0].extensions;
}

export function setName(people: readonly string[]): TagSetName {
  return setOfPeople(people, TAG_KEY).name;
}

/** @throws Error where it is not so within some seconds */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > 5_000) throw new Error('it did not come about');
    await delay(10);
  }
}
