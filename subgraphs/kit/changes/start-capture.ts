import type { Connector } from '../../../connectors/contract.ts';
import { readPassword } from '../../../secrets/read-secret-file.ts';
import { openStream } from '../../../stream/open-stream.ts';
import type { SourceMapping, SubgraphDefinition } from '../source-mapping.ts';
import type { SubgraphConfiguration } from '../subgraph-configuration.ts';
import { sayOnStandardError, type Capture, type CaptureParts } from './capture.ts';
import type { ChangesConfiguration } from './changes-configuration.ts';
import { relationKeys } from './relation-keys.ts';

/**
 * Captures the changes of an agency as its configuration says; null where it says nothing of them.
 * @throws InvalidSecret where a password can not be read
 */
export async function startCapture(
  { name, mapping }: SubgraphDefinition,
  { changes, source }: Pick<SubgraphConfiguration, 'changes' | 'source'>,
  connector: Connector,
): Promise<Capture | null> {
  if (changes === undefined) return null;
  const stream = await openStream(changes.stream);
  const parts: CaptureParts = {
    agency: name,
    relations: relationKeys(mapping),
    stream,
    say: sayOnStandardError(name),
  };
  const capture = await startFrom(changes.from, { parts, source, connector, mapping });
  return {
    stop: async () => {
      await capture.stop();
      await stream.close();
    },
  };
}

async function startFrom(
  from: ChangesConfiguration['from'],
  given: {
    readonly parts: CaptureParts;
    readonly source: SubgraphConfiguration['source'];
    readonly connector: Connector;
    readonly mapping: SourceMapping;
  },
): Promise<Capture> {
  const { parts, source, connector, mapping } = given;
  if (from.kind === 'polling') {
    const { startPolling } = await import('./polling.ts');
    const { everyMs, overlapMs } = from;
    return startPolling({ connector, recordColumns: recordColumnsOf(mapping), everyMs, overlapMs }, parts);
  }
  const { startLogicalDecoding } = await import('./logical-decoding.ts');
  const { host, port, database } = source;
  const { user, passwordFile, slot } = from;
  const password = readPassword(passwordFile);
  return startLogicalDecoding({ host, port, database, user, password, slot }, parts);
}

function recordColumnsOf({ types }: SourceMapping): ReadonlyMap<string, string> {
  return new Map(
    Object.values(types).flatMap((mapping) =>
      mapping.kind === 'rows' ? [[mapping.relation, mapping.recordColumn]] : [],
    ),
  );
}
