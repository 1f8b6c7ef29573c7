import type { TestHub } from '../../testing/test-hub.ts';
import { connectedTo } from './matching-rows.ts';
import { onceSo } from './once-so.ts';
import type { Door } from './two-sides.ts';

/** A run of a county as an adviser sees it. */
export interface SeenRun {
  readonly state: string;
  readonly pairs: readonly {
    readonly vacancy: { readonly vacancyId: string };
    readonly person: { readonly pseudonym: string };
  }[];
}

/** Held by whoever keeps runs from going on; a number that nothing else locks. */
const HOLD = 4_071_129;

/** Lets the runs of a county wait, where they note how far they are, for as long as a test holds them. */
export async function makeHoldable(hub: TestHub, county: string): Promise<void> {
  await connectedTo(hub, 'matching', (client) =>
    client.query(`
      CREATE FUNCTION matching.held() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${HOLD}); RETURN NEW; END $$;
      CREATE TRIGGER held BEFORE UPDATE ON matching.assignment_run
        FOR EACH ROW WHEN (NEW.county = '${county}') EXECUTE FUNCTION matching.held()`),
  );
}

export async function makeUnholdable(hub: TestHub): Promise<void> {
  await connectedTo(hub, 'matching', (client) => client.query('DROP FUNCTION matching.held() CASCADE'));
}

/** Begins a run and holds it once it has read the market, until something has happened; then follows it to its end. */
export function runAround(
  hub: TestHub,
  { adviser, county }: { readonly adviser: Door; readonly county: string },
  happen: () => Promise<void>,
): Promise<SeenRun> {
  return connectedTo(hub, 'matching', async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [HOLD]);
    const runId = await begin(adviser, county);
    // The first note is made when the people and the vacancies of the run are chosen.
    await onceSo(
      () =>
        client.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted", [
          HOLD,
        ]),
      ({ rowCount }) => rowCount === 1,
    );
    await happen();
    const { state } = await look(adviser, runId);
    if (state !== 'RUNNING') throw new Error(`the run was not held: it is ${state}`);
    await client.query('SELECT pg_advisory_unlock($1)', [HOLD]);
    return await onceSo(
      () => look(adviser, runId),
      (seen) => seen.state !== 'RUNNING',
    );
  });
}

/** Two runs go on at a time, and other tests may have both. */
async function begin(adviser: Door, county: string): Promise<string> {
  const { body } = await onceSo(
    () =>
      adviser.ask('mutation ($county: DivisionCode!) { assignCounty(county: $county) { runId } }', {
        county,
      }),
    (answer) => answer.body.errors?.[0]?.extensions.code !== 'ASSIGNMENT_BUSY',
  );
  const begun = body.data?.['assignCounty'] as { readonly runId: string } | undefined;
  if (begun === undefined) throw new Error(JSON.stringify(body.errors));
  return begun.runId;
}

async function look(adviser: Door, runId: string): Promise<SeenRun> {
  const { assignmentRun } = await adviser.get<{ assignmentRun: SeenRun }>(
    'query ($id: ID!) { assignmentRun(runId: $id) { state pairs { vacancy { vacancyId } person { pseudonym } } } }',
    { id: runId },
  );
  return assignmentRun;
}
