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
/** The hub's own state: schema `ledger` of the gateway, schema `audit` of the audit subgraph. */
export const HUB_DATABASE = 'hub';

export const ALL_DATABASES = [...AGENCY_DATABASES, TRUTH_DATABASE, HUB_DATABASE];

/** Owns every database and every table in it; loads the province. */
export const OWNER_ROLE = 'sluice_owner';
/** The gateway's role: may add ledger entries and read them, nothing else. */
export const LEDGER_WRITER_ROLE = 'hub_ledger_writer';
/** The audit subgraph's role: owns schema `audit`. */
export const AUDIT_ROLE = 'hub_audit';

/** The role that an agency's subgraph reads with: SELECT only. */
export function readerRole(database: AgencyDatabase): string {
  return `${database}_reader`;
}

export const ALL_ROLES = [OWNER_ROLE, LEDGER_WRITER_ROLE, AUDIT_ROLE, ...AGENCY_DATABASES.map(readerRole)];
