/** A login to where the gateway keeps what several gateways share: ledger, counts of limits, cases, emergencies. */
export interface HubDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}
