import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { holdPerson } from '../hold-person.ts';
import type { PartyOf } from '../party.ts';
import { givenCounty, givenText, invalidInput } from '../read-given.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { moveConsent } from './move-consent.ts';

/** How an employer reaches somebody, as they give it. */
export interface GivenContact {
  readonly surname: string;
  readonly givenName: string;
  readonly phone: string;
}

const PHONE = /^\+?[0-9][0-9 -]{5,19}$/u;

/**
 * Notes that somebody wants to be matched and introduced, and how they are reached then. Given again, it stands since it
 * was first given, with the contact of now and the county of now: whoever moves is served where they live.
 * @param county where the person is served
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export async function giveConsent(
  work: ServiceWork,
  by: PartyOf<'JOBSEEKER'>,
  given: { readonly contact: GivenContact; readonly county: string },
): Promise<void> {
  const { client, market, now } = work;
  const { personKey } = by;
  const contact = readContact(given.contact);
  givenCounty(given.county);
  await holdPerson(client, personKey);
  const { rowCount } = await client.query(
    `INSERT INTO service.consent (person_key, county, given_at) VALUES ($1, $2, $3)
     ON CONFLICT (person_key) WHERE withdrawn_at IS NULL DO NOTHING`,
    [personKey, given.county, now],
  );
  await client.query(
    `INSERT INTO service.contact (person_key, surname, given_name, phone, changed_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (person_key) DO UPDATE SET surname = $2, given_name = $3, phone = $4, changed_at = $5
     WHERE (contact.surname, contact.given_name, contact.phone) <> ($2, $3, $4)`,
    [personKey, contact.surname, contact.givenName, contact.phone, now],
  );
  if (rowCount !== 1) return moveConsent(work, given.county, by);
  await remember(work, { act: 'CONSENT_GIVEN', by, personKey, county: given.county });
  await market.setConsented(client, personKey as PersonKey, true);
  // Who consents anew looks for work, whatever was accepted before.
  await market.setAccepted(client, personKey as PersonKey, false);
}

function readContact({ surname, givenName, phone }: GivenContact): GivenContact {
  if (!PHONE.test(phone))
    throw invalidInput({
      en: 'phone is no number: six to twenty digits, with blanks and dashes',
      zh: 'phone 不是电话号码（六至二十位数字，可含空格和连字符）',
    });
  return {
    surname: givenText(surname, 'surname'),
    givenName: givenText(givenName, 'givenName'),
    phone: phone.trim(),
  };
}
