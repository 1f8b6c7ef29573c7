import { ConnectorError } from '../../connectors/contract.ts';

export interface ErrorToLog {
  readonly subgraph: string;
  readonly exchangeId: string | null;
  readonly error: unknown;
}

export type LogError = (entry: ErrorToLog) => void;

/** One JSON line: what failed and where in the code. Messages are left out, for they repeat values. */
export const logToStandardError: LogError = ({ subgraph, exchangeId, error }) => {
  const { name, stack } = error instanceof Error ? error : new Error('something that is no Error was thrown');
  const entry = {
    time: new Date().toISOString(),
    level: 'error',
    subgraph,
    exchangeId,
    error: name,
    ...(error instanceof ConnectorError ? { reason: error.reason, message: error.message } : {}),
    at: stack
      ?.split('\n')
      .filter((line) => /^\s+at /u.test(line))
      .slice(0, 4)
      .map((line) => line.trim()),
  };
  process.stderr.write(`${JSON.stringify(entry)}\n`);
};
