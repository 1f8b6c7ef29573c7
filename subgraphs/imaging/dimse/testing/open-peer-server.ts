import { openTestArchive, type TestArchive } from '../../archive/testing/open-test-archive.ts';
import type { Peer } from '../peer.ts';
import { startDimse } from '../start-dimse.ts';

export interface PeerServer {
  readonly opened: TestArchive;
  readonly port: number;
  close(): Promise<void>;
}

/** An empty database of a test's own. */
interface OwnDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  drop(): Promise<void>;
}

/** Our own port as `SLUICE`, with an empty archive, for one real peer of `first-hospital`. */
export async function openPeerServer(
  own: OwnDatabase,
  peer: Pick<Peer, 'aeTitle' | 'reportsTo'>,
): Promise<PeerServer> {
  const { host, port, user, password, database } = own;
  const opened = await openTestArchive({ host, port, user, password, database });
  const quota = { objectsPerDay: 100, bytesPerDay: 1e9 };
  const peers = [{ ...peer, hospital: 'first-hospital', addresses: ['127.0.0.1'], quota }];
  const server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    { archive: opened.archive, aeTitle: 'SLUICE', peers },
  );
  return {
    opened,
    port: server.port,
    close: async () => {
      await server.close();
      await opened.close();
      await own.drop();
    },
  };
}
