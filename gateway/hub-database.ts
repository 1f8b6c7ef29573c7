/** Where the gateway keeps what several gateways share: the ledger, and what limits have counted. */
export interface HubDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}
