import type { ProvinceServer } from '../../province/load/table-load.ts';
import { writeDatasetStates } from '../../province/load/write-dataset-states.ts';
import { makeProvince, readProvinceFacts, type ProvinceProgress } from '../../province/make-province.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { OWNER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import type { PostgresServer } from '../postgres/start-postgres.ts';

/** Which synthetic province it is: the same two give the same people. */
export interface ProvinceChoice {
  readonly residents: number;
  readonly seed: number;
}

export const DEFAULT_PROVINCE: ProvinceChoice = { residents: 20_000, seed: 1 };

/** Asked for another province than the one that the state directory holds. */
export class OtherProvince extends Error {
  constructor(made: ProvinceChoice) {
    super(
      `this state directory holds a province of ${made.residents} residents with seed ${made.seed}; ` +
        'take another with `--state`, or remove this one',
    );
    this.name = 'OtherProvince';
  }
}

export interface ProvinceParts {
  readonly server: PostgresServer;
  /** Where the owner's password is. */
  readonly passwordDirectory: string;
  readonly wanted: Partial<ProvinceChoice>;
  /** The share of households on assistance, where one is made. */
  readonly assistedShare?: number | undefined;
  readonly onProgress: (step: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What the databases hold already; null where there is no whole province. Nothing happens in a synthetic province, so
 * one that is found is complete up to now, and says so: otherwise it would be stale a few days after it was made.
 * @throws OtherProvince
 */
export async function findProvince(parts: ProvinceParts): Promise<ProvinceChoice | null> {
  const server = asOwner(parts);
  const made = await readProvinceFacts(server);
  if (made === null) return null;
  const { residents = made.residents, seed = made.seed } = parts.wanted;
  if (residents !== made.residents || seed !== made.seed) throw new OtherProvince(made);
  await writeDatasetStates(server, new Date());
  return { residents, seed };
}

/** Makes the province and loads it, in place of one that was begun and not finished. */
export async function loadProvince(parts: ProvinceParts): Promise<ProvinceChoice> {
  const choice: ProvinceChoice = { ...DEFAULT_PROVINCE, ...parts.wanted };
  let shownAt = 0;
  const onProgress = ({ step, residents, rows }: ProvinceProgress): void => {
    // One line a second is enough to see that it moves.
    if (step === 'making' && Date.now() - shownAt < 1_000) return;
    shownAt = Date.now();
    parts.onProgress(
      step === 'making'
        ? `making the province: ${residents} of ${choice.residents} residents, ${rows} rows`
        : `indexing ${rows} rows`,
    );
  };
  await makeProvince({
    ...choice,
    server: asOwner(parts),
    onProgress,
    ...(parts.assistedShare === undefined ? {} : { assistedShare: parts.assistedShare }),
    ...(parts.signal ? { signal: parts.signal } : {}),
  });
  return choice;
}

/** The server as whoever owns the agencies' databases. */
export function asOwner({
  server,
  passwordDirectory,
}: {
  readonly server: Pick<PostgresServer, 'host' | 'port'>;
  readonly passwordDirectory: string;
}): ProvinceServer {
  const password = readPassword(rolePasswordFile(passwordDirectory, OWNER_ROLE));
  return { host: server.host, port: server.port, user: OWNER_ROLE, password };
}
