import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../assemble-gateway.ts';
import { readPost, writeJson } from './http-server.ts';

/** Where both doors take openings of emergency accesses. */
export const EMERGENCY_PATH = '/emergency';

/** POST with a bearer token and JSON `{patient, reason}`; 201 with the access, or a refusal. */
export async function answerEmergency(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  maxBodyBytes: number,
): Promise<void> {
  const { status, body } = await gateway.openEmergency(await readPost(request, response, maxBodyBytes));
  writeJson(response, status, body);
}
