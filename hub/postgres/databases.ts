/** The source databases of the eight agencies: each has one owner and one reader of its own. */
export const AGENCY_DATABASES = [
  'civil_affairs',
  'household_registration',
  'vehicles',
  'business_registry',
  'health',
  'labour',
  'education',
  'housing',
] as const;
export type AgencyDatabase = (typeof AGENCY_DATABASES)[number];

/** The planted labels of the synthetic province: for reports about recall, for nobody else. */
export const TRUTH_DATABASE = 'province_truth';
/** The hub's own state: schema `ledger` of the gateway, schema `audit` of the audit subgraph. */
export const HUB_DATABASE = 'hub';

export const ALL_DATABASES = [...AGENCY_DATABASES, TRUTH_DATABASE, HUB_DATABASE] as const;

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

export const ALL_ROLES = [
  OWNER_ROLE,
  LEDGER_WRITER_ROLE,
  AUDIT_ROLE,
  ...AGENCY_DATABASES.map(readerRole),
] as const;
