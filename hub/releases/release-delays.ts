import pg from 'pg';

/** A decision that an agency hears later of what was read of it on behalf of one exchange. */
export interface ReleaseDelay {
  readonly exchangeId: string;
  readonly agency: string;
  readonly until: Date;
  readonly reason: string;
  readonly proposedBy: string;
  /** Somebody else. */
  readonly approvedBy: string;
}

export interface DecidedDelay extends ReleaseDelay {
  readonly decidedAt: Date;
}

const REFUSALS: Readonly<Record<string, string>> = {
  by_two_people: 'the one who proposes a delay does not approve it: two people decide',
  not_over_yet: 'a delay ends in the future',
  within_ninety_days: 'a delay ends within ninety days of the first decision about these accesses',
  known_exchange: 'no such exchange is in the ledger',
  delay_reason_check: 'the reason has 10 to 500 characters',
};

/** @throws Error in words where the decision can not be taken */
export async function delayRelease(client: pg.ClientBase, delay: ReleaseDelay): Promise<void> {
  const { exchangeId, agency, until, reason, proposedBy, approvedBy } = delay;
  await client
    .query(
      `INSERT INTO release.delay (exchange_id, agency, until, reason, proposed_by, approved_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [exchangeId, agency, until, reason, proposedBy, approvedBy],
    )
    .catch((error: unknown) => {
      const why = error instanceof pg.DatabaseError ? REFUSALS[error.constraint ?? ''] : undefined;
      throw why === undefined ? error : new Error(why);
    });
}

/** All decisions, the latest first. */
export async function listDelays(client: pg.ClientBase): Promise<readonly DecidedDelay[]> {
  const { rows } = await client.query<DecidedDelay>(
    `SELECT exchange_id AS "exchangeId", agency, until, reason, proposed_by AS "proposedBy",
            approved_by AS "approvedBy", decided_at AS "decidedAt"
       FROM release.delay ORDER BY delay_id DESC`,
  );
  return rows;
}

/** The exchanges of which an agency is not told yet. */
export async function delayedFor(
  client: pg.ClientBase,
  agency: string,
  at: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ readonly exchange: string }>(
    `SELECT DISTINCT exchange_id AS exchange FROM release.delay
      WHERE agency = $1 AND until > $2
        AND EXISTS (SELECT FROM ledger.entry WHERE entry.exchange_id = delay.exchange_id)`,
    [agency, at],
  );
  return new Set(rows.map(({ exchange }) => exchange));
}
