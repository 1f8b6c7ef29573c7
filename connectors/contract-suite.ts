import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Connector } from './contract.ts';
import { testAggregates } from './contract-aggregates.ts';
import { testAnswers } from './contract-answers.ts';
import { testEndings } from './contract-endings.ts';
import { testLines } from './contract-lines.ts';
import { testRefusals } from './contract-refusals.ts';

export interface ConnectorLimits {
  readonly poolSize: number;
  readonly maxRows: number;
  readonly batchRows: number;
}

/**
 * A real source that keeps three relations: `contract_row` (the rows of `contract-rows.ts`), `contract_wide` (`record_id`
 * from 1, `padding` of so many `x`) and `contract_slow` (a `record_id`; reading it takes at least 30 s).
 */
export interface SourceUnderTest {
  /** Of `contract_wide`, which is 48 MB at least: more than anyone should hold at once. */
  readonly wide: { readonly rows: number; readonly padding: number };
  /** So long its first rows may take on a busy machine. */
  readonly patienceMs: number;
  /** A connector of its own; whoever asks for it closes it. */
  connect(limits?: Partial<ConnectorLimits>): Connector;
  /** How many statements of its connectors the source has open now. */
  openStatements(): Promise<number>;
  /** Whether an open statement waits for its reader rather than produce more rows. */
  waitsForReader(): Promise<boolean>;
  /** Whether an open statement waits to send what nobody takes from it. */
  waitsToSend(): Promise<boolean>;
  /** Ends every session and takes no new one. */
  stop(): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every connector must do, told by a real source of its kind. */
export function describeConnectorContract(name: string, create: () => Promise<SourceUnderTest>): void {
  describe(`the connector contract on ${name}`, () => {
    let source: SourceUnderTest | null = null;
    const current = (): SourceUnderTest => {
      if (!source) throw new Error('the source under test is not up');
      return source;
    };
    beforeAll(async () => {
      source = await create();
    });
    afterAll(() => source?.dispose());
    testAnswers(current);
    testAggregates(current);
    testRefusals(current);
    testEndings(current);
    testLines(current);
  });
}
