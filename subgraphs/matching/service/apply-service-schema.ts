import type pg from 'pg';
import { applySchema } from '../../kit/apply-schema.ts';
import { inTransactionOn } from '../../kit/in-transaction.ts';
import { REFERRAL_EDGES } from './referral-edges.ts';

/** Makes or renews the tables of schema `service`, and writes into them which step of a referral may follow which. */
export async function applyServiceSchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'service', new URL('service-schema.sql', import.meta.url));
  await writeEdges(client);
}

/** The tables refuse what `REFERRAL_EDGES` does not have, so they are given exactly that. */
async function writeEdges(client: pg.ClientBase): Promise<void> {
  const edges = REFERRAL_EDGES.flatMap(({ act, from, to, by }) =>
    from.flatMap((stage) => by.map((side) => [act, stage, to, side] as const)),
  );
  const column = (at: 0 | 1 | 2 | 3): readonly string[] => edges.map((edge) => edge[at]);
  await inTransactionOn(client, async () => {
    await client.query(
      `INSERT INTO service.referral_edge (act, from_stage, to_stage, by_kind)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING`,
      [column(0), column(1), column(2), column(3)],
    );
    await client.query(
      `DELETE FROM service.referral_edge WHERE (act, from_stage, to_stage, by_kind) NOT IN
         (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]))`,
      [column(0), column(1), column(2), column(3)],
    );
  });
}
