import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { decideClosure } from '../repository/store/decide-closure.ts';
import type { ServedRow } from '../serve/served-row.ts';
import { actingAs, serves } from '../service/party.ts';
import { textOf } from './given-arguments.ts';

/** What a person says of what the repository only proposes. */
export function repositoryMutations(pool: pg.Pool, served: ServedRow): SubgraphWork['mutations'] {
  return {
    decideClosure: async ({ signalId, isSo, reason }, { grant }) => {
      const by = actingAs(grant.subject, 'ADVISER');
      const id = textOf(signalId);
      const signal = await served('closure_signal', id);
      // A signal of elsewhere is as if it were not there.
      if (!serves(by, String(signal?.['county']))) throw new SluiceError('SERVICE_UNKNOWN');
      await inTransaction(pool, (client) =>
        decideClosure(client, {
          signalId: id,
          decision: isSo === true ? 'CONFIRMED' : 'DISMISSED',
          official: by.official,
          reason: textOf(reason),
        }),
      );
      return served('closure_signal', id);
    },
  };
}
