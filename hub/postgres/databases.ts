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

export const ALL_DATABASES = [...AGENCY_DATABASES, TRUTH_DATABASE, HUB_DATABASE];

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

/** Who logs in to the hub database. */
export const HUB_ROLES = [
  LEDGER_WRITER_ROLE,
  CASE_READER_ROLE,
  CASE_KEEPER_ROLE,
  RELEASE_KEEPER_ROLE,
  AUDIT_ROLE,
  ...AGENCY_DATABASES.map(publisherRole),
];
export const ALL_ROLES = [
  OWNER_ROLE,
  ...HUB_ROLES,
  ...AGENCY_DATABASES.flatMap((database) => [readerRole(database), replicatorRole(database)]),
];
