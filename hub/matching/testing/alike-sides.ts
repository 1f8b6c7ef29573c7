import { signToken } from '../../testing/sign-token.ts';
import type { TestHub } from '../../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';
import {
  type Door,
  employerDoor,
  enterJobseeker,
  type HelpedSeeker,
  newEmployer,
  post,
} from './two-sides.ts';

/** An employer with a vacancy, and two who look for work: of one of them an employer must not learn what is so, the other is like all others. */
export interface Side extends HelpedSeeker {
  readonly employer: Door;
  readonly organisation: string;
  readonly vacancyId: string;
  readonly companion: HelpedSeeker;
}

/** What a person of a side is in: groups that the hub would conclude, and what the person says of the own needs. */
export interface Hidden {
  readonly groups?: readonly string[];
  readonly profile?: Readonly<Record<string, unknown>>;
}

/** Two people with an employer of their own; what is hidden is of the first. */
export async function sideOf(
  hub: TestHub,
  person: string | undefined,
  { groups = [], profile = {} }: Hidden,
): Promise<Side> {
  const organisation = newEmployer();
  const employer = await employerDoor(hub, organisation);
  const vacancyId = await post(employer, OFFERED);
  const seeker = await enterJobseeker(hub, profile, person);
  await rowsOf(
    hub,
    'matching',
    `INSERT INTO service.priority_group (person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on)
     SELECT $1, '230102', unnest($2::text[]), 'YES', '2026-01-01', 'a-rule', '[]', '{}', '2026-01-01' ON CONFLICT DO NOTHING`,
    [seeker.person, groups],
  );
  return { ...seeker, employer, organisation, vacancyId, companion: await enterJobseeker(hub, { years: 5 }) };
}

/** Of the vacancy of a side: room for both, and a seat for whoever needs one. */
export const OFFERED = { accommodations: ['SEATED'], places: 3 };

/** What is of each side or each question alone, and says nothing: names, instants, and the numbers of the receipt. */
const OWN_WAYS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/gu, 'INSTANT'],
  [/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'ID'],
  [/V\d{10}/gu, 'VACANCY'],
  [/"(index|entryHash|chainHash|signature|endCursor)":(?:\d+|"[^"]*")/gu, '"$1":"OWN"'],
];

/** All that an employer is answered, byte for byte but for what is of each side alone. */
export async function told(
  { employer, person, companion, organisation, vacancyId }: Side,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { status, body } = await employer.ask(query, variables);
  const text = [person, companion.person, organisation, vacancyId].reduce(
    (sum, own) => sum.replaceAll(own, 'OWN'),
    JSON.stringify({ status, body }),
  );
  return OWN_WAYS.reduce((sum, [way, name]) => sum.replaceAll(way, name), text);
}

interface Resident {
  readonly key: string;
  readonly setting: string;
}

const keysOf = (rows: readonly { readonly key: string }[]): ReadonlySet<string> =>
  new Set(rows.map(({ key }) => key));

/** Adults of the province's own registers. */
export async function fourPeople(hub: TestHub) {
  const adult = `person_key LIKE 'RID:%' AND substr(person_key, 11, 4)::int BETWEEN 1970 AND 1995`;
  const certified = await rowsOf<{ key: string }>(
    hub,
    'civil_affairs',
    `SELECT DISTINCT person_key AS key FROM disability_certificate WHERE recorded_to IS NULL AND ${adult} ORDER BY 1`,
  );
  const assisted = await rowsOf<{ key: string }>(
    hub,
    'civil_affairs',
    `SELECT DISTINCT person_key AS key FROM assistance_member JOIN assistance_family AS family USING (case_number)
     WHERE family.scheme = 'DIBAO' AND family.status = 'ACTIVE' AND family.recorded_to IS NULL AND ${adult} ORDER BY 1`,
  );
  const residents = await rowsOf<Resident>(
    hub,
    'household_registration',
    `SELECT DISTINCT person_key AS key, household.setting FROM resident JOIN household USING (household_number)
     WHERE resident.recorded_to IS NULL AND household.recorded_to IS NULL AND resident.status = 'NORMAL' AND ${adult}
     ORDER BY 1`,
  );
  const [disabled, onDibao] = [keysOf(certified), keysOf(assisted)];
  const first = (setting: string, isDisabled: boolean, isOnDibao: boolean): string => {
    const found = residents.find(
      ({ key, setting: home }) =>
        home === setting && disabled.has(key) === isDisabled && onDibao.has(key) === isOnDibao,
    );
    if (found === undefined) throw new Error('nobody of the province is like that');
    return found.key;
  };
  return {
    disabled: first('URBAN', true, false),
    assisted: first('URBAN', false, true),
    rural: first('RURAL', false, false),
    neither: first('URBAN', false, false),
  };
}

/** What the facts are where they may be read: that they differ is what makes equal answers mean something. */
export async function asTheEngineSees(hub: TestHub, person: string): Promise<string> {
  const token = await signToken(hub.state, 'employment-engine');
  const { body } = await hub.ask(
    `query ($person: ID!) { persons(filter: { id: { eq: $person } }) { nodes {
       disabilityCertificates { issuedOn } assistanceMemberships { family { scheme status } }
       household { setting } } } }`,
    {
      purpose: 'employment-service',
      variables: { person },
      headers: { authorization: `Bearer ${token}` },
    },
  );
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return JSON.stringify(body.data);
}
