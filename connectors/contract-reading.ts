import { expect } from '@jest/globals';
import { type Connector, ConnectorError, type ReadOptions, type Selection } from './contract.ts';
import type { ConnectorLimits, SourceUnderTest } from './contract-suite.ts';

/** A selection over `contract_row`: everything, in the order of the record, unless said otherwise. */
export function selectionOf(part: Partial<Selection> = {}): Selection {
  return {
    relation: 'contract_row',
    columns: ['record_id'],
    where: { kind: 'all', of: [] },
    orderBy: [{ column: 'record_id', direction: 'asc' }],
    ...part,
  };
}

export function patiently(part: Partial<ReadOptions> = {}): ReadOptions {
  return { signal: new AbortController().signal, deadlineMs: 60_000, ...part };
}

/** Runs with a connector that is closed afterwards, whatever happens. */
export async function withConnector<T>(
  source: SourceUnderTest,
  limits: Partial<ConnectorLimits>,
  work: (connector: Connector) => Promise<T>,
): Promise<T> {
  const connector = source.connect(limits);
  try {
    return await work(connector);
  } finally {
    await connector.close();
  }
}

/** What a read was refused with; fails where it was answered. */
export async function refusalOf(reading: Promise<unknown>): Promise<ConnectorError> {
  const outcome = await reading.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ConnectorError);
  return outcome as ConnectorError;
}

/** Waits until it holds; fails after two seconds. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
