import { readFileSync } from 'node:fs';
import { getOperationAST, OperationTypeNode, parse, type ExecutionResult } from 'graphql';
import { textOption, UsageError, type Command, type CommandInput } from '../command.ts';
import { APPLICATIONS, isApplicationName, USUAL_PURPOSES } from '../issuer/applications.ts';
import { requireHub } from '../launch/ready-file.ts';

/** Sends one operation to the running hub, as any client would. */
export const command: Command = {
  summary:
    'sends an operation to the running hub and prints the answer; 1 where it, or a mutation in it, is refused',
  usage: [`'{ … }' [--as NAME] [--purpose NAME] [--variables JSON]`, '--file FILE [--as NAME] …'],
  options: {
    as: { type: 'string', help: `NAME of the application: ${Object.keys(APPLICATIONS).join(', ')}` },
    purpose: { type: 'string', help: 'NAME of the declared purpose (default: the usual one)' },
    case: { type: 'string', help: 'NUMBER of the case, where one is needed' },
    'as-of': { type: 'string', help: 'INSTANT (RFC 3339) as of which records are asked for' },
    variables: { type: 'string', help: 'JSON object of the variables' },
    operation: { type: 'string', help: 'NAME of the operation, where the document has several' },
    file: { type: 'string', help: 'FILE with the document, instead of an argument' },
  },
  run: async (input) => {
    const hub = requireHub(input.state);
    const name = textOption(input.values, 'as') ?? 'social-assistance';
    if (!isApplicationName(name)) throw new UsageError(`there is no application \`${name}\``);
    const caseNumber = textOption(input.values, 'case');
    const asOf = textOption(input.values, 'as-of');
    const document = documentOf(input);
    const operation = textOption(input.values, 'operation');
    const response = await fetch(new URL('/graphql', hub.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${hub.tokens[name]}`,
        'sluice-purpose': textOption(input.values, 'purpose') ?? USUAL_PURPOSES[name],
        ...(caseNumber === undefined ? {} : { 'sluice-case': caseNumber }),
        ...(asOf === undefined ? {} : { 'sluice-as-of': asOf }),
      },
      body: JSON.stringify({
        query: document,
        variables: variablesOf(input),
        operationName: operation,
      }),
    });
    const answer = (await response.json()) as ExecutionResult;
    input.output.answer(answer, [JSON.stringify(answer, null, 2)]);
    return response.ok && !isRefusedMutation(document, operation, answer) ? 0 : 1;
  },
};

/**
 * Whether something that was to be done was not. Of a question parts may be refused, and the rest is an answer; a mutation
 * whose root field is refused has done nothing.
 */
export function isRefusedMutation(
  document: string,
  operation: string | undefined,
  { errors = [] }: Pick<ExecutionResult, 'errors'>,
): boolean {
  const asked = getOperationAST(parse(document), operation)?.operation;
  return asked === OperationTypeNode.MUTATION && errors.some(({ path = [] }) => path.length <= 1);
}

function documentOf({ positionals, values }: CommandInput): string {
  const file = textOption(values, 'file');
  const [text, ...more] = positionals;
  if (more.length > 0) throw new UsageError('quote the operation, so that it is one argument');
  if ((file === undefined) === (text === undefined)) throw new UsageError('give an operation or `--file`');
  return text ?? readFileSync(file ?? '', 'utf8');
}

function variablesOf({ values }: CommandInput): unknown {
  const text = textOption(values, 'variables');
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError('`--variables` is not JSON');
  }
}
