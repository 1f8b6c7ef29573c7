import { ERROR_TABLE } from '../../errors/error-table.ts';
import { errorMessage } from '../../errors/error-words.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { Answer, AnswerError, PathError, RecordedResult } from './stage-types.ts';

/** The answer to a recorded exchange. Nothing but a recorded result becomes one with data. */
export function respond({ outcome, receipt }: RecordedResult): Answer {
  switch (outcome.kind) {
    case 'masked':
      return {
        status: 200,
        body: {
          ...(outcome.errors.length > 0 ? { errors: outcome.errors.map(answerError) } : {}),
          data: outcome.data,
          extensions: { receipt },
        },
      };
    case 'introspected':
      return { status: 200, body: { data: outcome.data, extensions: { receipt } } };
    case 'refused': {
      const { status, body } = refusalAnswer(outcome.error);
      return { status, body: { ...body, extensions: { receipt } } };
    }
  }
}

/** The answer that consists of one error and has no receipt: the exchange did not begin, or could not be recorded. */
export function refusalAnswer({ code, detail }: SluiceError): Answer {
  return {
    status: ERROR_TABLE[code].status,
    body: { errors: [{ message: errorMessage(code), extensions: { code, ...detail } }], data: null },
  };
}

function answerError({ code, path, detail }: PathError): AnswerError {
  return { message: errorMessage(code), path, extensions: { code, ...detail } };
}

/** Any failure as an error with a stable code; what nobody foresaw says nothing but INTERNAL. */
export function asSluiceError(error: unknown): SluiceError {
  return error instanceof SluiceError ? error : new SluiceError('INTERNAL', {}, { cause: error });
}
