import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../assemble-gateway.ts';
import { readPost, writeJson } from './http-server.ts';

/** Where both doors take questions for decisions. */
export const DECISION_PATH = '/decision';

/** POST of a question (`policies/decision-wire.ts`); what is withheld, or a refusal. */
export async function answerDecision(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  maxBodyBytes: number,
): Promise<void> {
  const { status, body } = await gateway.sayDecision(await readPost(request, response, maxBodyBytes));
  writeJson(response, status, body);
}
