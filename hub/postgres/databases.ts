import { listAgencies } from '../configuration/list-subgraphs.ts';

declare const brand: unique symbol;
/** The source database of one agency: named as its folder in `subgraphs/`, with one owner and one reader of its own. */
export type AgencyDatabase = string & { readonly [brand]: 'AgencyDatabase' };

export function agencyDatabase(agency: string): AgencyDatabase {
  return agency.replaceAll('-', '_') as AgencyDatabase;
}

export const AGENCY_DATABASES: readonly AgencyDatabase[] = listAgencies().map(agencyDatabase);

/** The planted labels of the synthetic province: for reports about recall, for nobody else. */
export const TRUTH_DATABASE = 'province_truth';
/**
 * The hub's own state: schemas `ledger` and `cases` of the gateway, `audit` of the audit subgraph, `stream` of the changes
 * at the agencies.
 */
export const HUB_DATABASE = 'hub';

/** The imaging cloud's state: schema `archive` of the archive of images, every other of the imaging subgraph. */
export const IMAGING_DATABASE = 'imaging';

/** What employment services keep: vacancies and jobseekers, the pictures of who works where, and cases with referrals. */
export const MATCHING_DATABASE = 'matching';

export const ALL_DATABASES = [
  ...AGENCY_DATABASES,
  TRUTH_DATABASE,
  HUB_DATABASE,
  IMAGING_DATABASE,
  MATCHING_DATABASE,
];

/** Owns every database and every table in it; loads the province. */
export const OWNER_ROLE = 'sluice_owner';
/** The gateway's role: may add ledger entries and read them, open emergency accesses and find one, nothing else. */
export const LEDGER_WRITER_ROLE = 'hub_ledger_writer';
/** The gateway's role at the registry of cases and consent: reads it. */
export const CASE_READER_ROLE = 'hub_case_reader';
/** Keeps that registry and reviews emergency accesses, by the command line; no process of the hub has it. */
export const CASE_KEEPER_ROLE = 'hub_case_keeper';
/** Says what agencies are told of accesses to their data, and when; by the command line, no process of the hub has it. */
export const RELEASE_KEEPER_ROLE = 'hub_release_keeper';
/** The audit subgraph's role: owns schema `audit`. */
export const AUDIT_ROLE = 'hub_audit';
/** The role of the archive of images: owns schema `archive`, sees nothing else. */
export const IMAGING_ARCHIVE_ROLE = 'imaging_archive';
/** The imaging subgraph's role: owns the other schemas of the imaging database, and reads `archive`. */
export const IMAGING_WORK_ROLE = 'imaging_work';
/** The matching subgraph's role: owns the matching database's schemas, and reads the stream of changes at the agencies. */
export const MATCHING_WORK_ROLE = 'matching_work';

/** The role that an agency's subgraph reads with: SELECT only. */
export function readerRole(database: AgencyDatabase): string {
  return `${database}_reader`;
}

/** The role that follows an agency's log of changes: by the functions of its own database, reads no table. */
export function replicatorRole(database: AgencyDatabase): string {
  return `${database}_replicator`;
}

/** The role that brings an agency's changes into the stream of the hub database, and no other's. */
export function publisherRole(database: AgencyDatabase): string {
  return `${database}_publisher`;
}

/** Who logs in to a database that is no agency's, beside the owner. */
export const ROLES_AT: Readonly<
  Record<typeof HUB_DATABASE | typeof IMAGING_DATABASE | typeof MATCHING_DATABASE, readonly string[]>
> = {
  [HUB_DATABASE]: [
    LEDGER_WRITER_ROLE,
    CASE_READER_ROLE,
    CASE_KEEPER_ROLE,
    RELEASE_KEEPER_ROLE,
    AUDIT_ROLE,
    MATCHING_WORK_ROLE,
    ...AGENCY_DATABASES.map(publisherRole),
  ],
  [IMAGING_DATABASE]: [IMAGING_ARCHIVE_ROLE, IMAGING_WORK_ROLE],
  [MATCHING_DATABASE]: [MATCHING_WORK_ROLE],
};
/** The schemas of those databases, and who owns each. */
export const SCHEMAS_AT: Readonly<Record<keyof typeof ROLES_AT, Readonly<Record<string, string>>>> = {
  [HUB_DATABASE]: {
    ledger: OWNER_ROLE,
    cases: OWNER_ROLE,
    release: OWNER_ROLE,
    stream: OWNER_ROLE,
    audit: AUDIT_ROLE,
  },
  [IMAGING_DATABASE]: {
    archive: IMAGING_ARCHIVE_ROLE,
    intake: IMAGING_WORK_ROLE,
    inference: IMAGING_WORK_ROLE,
    report: IMAGING_WORK_ROLE,
    monitor: IMAGING_WORK_ROLE,
    cohort: IMAGING_WORK_ROLE,
    imaging: IMAGING_WORK_ROLE,
  },
  [MATCHING_DATABASE]: {
    market: MATCHING_WORK_ROLE,
    repository: MATCHING_WORK_ROLE,
    service: MATCHING_WORK_ROLE,
    matching: MATCHING_WORK_ROLE,
  },
};
export const ALL_ROLES = [
  OWNER_ROLE,
  // One role works with the hub database and its own.
  ...new Set(Object.values(ROLES_AT).flat()),
  ...AGENCY_DATABASES.flatMap((database) => [readerRole(database), replicatorRole(database)]),
];
