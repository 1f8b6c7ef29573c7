import { readFile } from 'node:fs/promises';
import { isErrorCode, type ErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { DecisionAnswer, DecisionQuestion } from '../../../policies/decision-wire.ts';

/** One question of what policy would decide, asked at the hub like anybody's. */
export interface DecisionRequest {
  readonly question: DecisionQuestion;
  readonly purpose: string;
  /** The exchange on whose behalf it is asked. */
  readonly parentExchange: string;
}

/** What policy would refuse whole, under the code of the refusal and with the fields that it names. */
export interface DecisionRefusal {
  readonly code: ErrorCode;
  readonly fields: readonly string[];
}

/** Rejects with AUDIT_POLICY_UNKNOWN where the hub does not answer: what was not decided is not permitted. */
export type AskDecision = (asked: DecisionRequest) => Promise<DecisionAnswer | DecisionRefusal>;

const DEADLINE_MS = 10_000;

/** @param hub where the gateway serves, and the file with the engine's token (read for each question: it may be renewed) */
export function createAskDecision(hub: { readonly url: string; readonly tokenFile: string }): AskDecision {
  const endpoint = new URL('/decision', hub.url);
  return async ({ question, purpose, parentExchange }) => {
    try {
      const token = await readFile(hub.tokenFile, 'utf8');
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token.trim()}`,
          'sluice-purpose': purpose,
          'sluice-parent-exchange': parentExchange,
        },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      return readAnswer(await response.json());
    } catch (cause) {
      if (cause instanceof SluiceError) throw cause;
      throw new SluiceError('AUDIT_POLICY_UNKNOWN', {}, { cause });
    }
  };
}

/** What passes by itself is no refusal: the same question may be answered a moment later. */
const PASSING = new Set<ErrorCode>(['LEDGER_UNAVAILABLE', 'POLICY_CHANGED', 'CASE_UNAVAILABLE', 'INTERNAL']);

function readAnswer(body: unknown): DecisionAnswer | DecisionRefusal {
  const { data, errors } = body as {
    readonly data?: DecisionAnswer | null;
    readonly errors?: readonly {
      readonly extensions?: { readonly code?: unknown; readonly fields?: unknown; readonly field?: unknown };
    }[];
  };
  if (data && Array.isArray(data.caller) && Array.isArray(data.beside)) return data;
  const { code, fields, field } = errors?.[0]?.extensions ?? {};
  if (!isErrorCode(code) || PASSING.has(code)) throw new SluiceError('AUDIT_POLICY_UNKNOWN');
  const named = Array.isArray(fields) ? fields : [field];
  return { code, fields: named.filter((each): each is string => typeof each === 'string') };
}
