import { SluiceError } from '../../../errors/sluice-error.ts';
import { withinRegion } from '../../../identifiers/division.ts';

/** Who asks, as the grant names them (`Subject` of the policies, in what the service chain needs of it). */
export interface Actor {
  /** The official acting through the application; null: none is named. */
  readonly official: string | null;
  readonly department: string;
  /** The area served, a division code. */
  readonly region: string;
  /** The body for which the application works: an employer's credit code. */
  readonly organisation: string | null;
  readonly roles: readonly string[];
  /** The person who asks for themselves, by person key. */
  readonly person: string | null;
}

/** Whose sides there are. An agency is one that tasks are for. */
export const SIDES = ['ADVISER', 'JOBSEEKER', 'EMPLOYER', 'AGENCY'] as const;
export type Side = (typeof SIDES)[number];

/** A person who acts, for a side. */
export type Party =
  | { readonly side: 'ADVISER'; readonly official: string; readonly region: string }
  | { readonly side: 'JOBSEEKER'; readonly personKey: string }
  | { readonly side: 'EMPLOYER'; readonly official: string; readonly employer: string }
  | {
      readonly side: 'AGENCY';
      readonly official: string;
      readonly agency: string;
      readonly region: string;
    };

export type PartyOf<S extends Side> = Extract<Party, { readonly side: S }>;

/**
 * For which side somebody acts. An application by itself acts for none: what concerns people is done by people.
 * @throws SluiceError SERVICE_OFFICIAL_REQUIRED
 */
export function partyOf({ official, department, region, organisation, roles, person }: Actor): Party {
  if (roles.includes('jobseeker')) {
    if (isEmpty(person)) throw new SluiceError('SERVICE_OFFICIAL_REQUIRED');
    return { side: 'JOBSEEKER', personKey: person };
  }
  if (isEmpty(official)) throw new SluiceError('SERVICE_OFFICIAL_REQUIRED');
  if (roles.includes('employer')) {
    if (isEmpty(organisation)) throw new SluiceError('SERVICE_OFFICIAL_REQUIRED');
    return { side: 'EMPLOYER', official, employer: organisation };
  }
  if (roles.includes('adviser')) return { side: 'ADVISER', official, region };
  return { side: 'AGENCY', official, agency: department, region };
}

/**
 * The party, if it acts for this side.
 * @throws SluiceError SERVICE_OFFICIAL_REQUIRED, SERVICE_NOT_YOURS
 */
export function actingAs<S extends Side>(actor: Actor, ...sides: readonly S[]): PartyOf<S> {
  const party = partyOf(actor);
  if (!isOf(party, sides)) throw new SluiceError('SERVICE_NOT_YOURS');
  return party;
}

/** Whether an official serves a county. */
export function serves({ region }: { readonly region: string }, county: string): boolean {
  return withinRegion(county, region);
}

/** What the history says of who acted: an official by name, a person by nothing, since the entry is about them. */
export function signatureOf(party: Party): { readonly byKind: Side; readonly by: string | null } {
  return { byKind: party.side, by: party.side === 'JOBSEEKER' ? null : party.official };
}

/** By whom what is asked is done in turn: a person, an employer whoever signs for it, an official of an agency. */
export function callerOf({ person, roles, organisation, department, region, official }: Actor): string {
  if (!isEmpty(person)) return person;
  if (roles.includes('employer') && !isEmpty(organisation)) return organisation;
  return [department, region, official ?? ''].join(' ');
}

function isOf<S extends Side>(party: Party, sides: readonly S[]): party is PartyOf<S> {
  return sides.some((side) => side === party.side);
}

function isEmpty(text: string | null): text is null | '' {
  return text === null || text === '';
}
