import type { IncomingMessage, ServerResponse } from 'node:http';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { Gateway } from '../assemble-gateway.ts';
import { answerDecision, DECISION_PATH } from './answer-decision.ts';
import { answerEmergency, EMERGENCY_PATH } from './answer-emergency.ts';
import { answerRelation, RELATION_PATH } from './answer-relation.ts';
import {
  type HttpDoor,
  type HttpServerOptions,
  openHttpServer,
  pathOf,
  readPost,
  writeJson,
} from './http-server.ts';

export interface HttpDoorOptions extends HttpServerOptions {
  readonly maxBodyBytes: number;
}

/** The bare HTTP door: POST /graphql, POST /relation, POST /decision, POST /emergency, and /health/live and /health/ready for operators. */
export function openHttpDoor(gateway: Gateway, options: HttpDoorOptions): Promise<HttpDoor> {
  return openHttpServer(options, async (request, response) => {
    const path = pathOf(request);
    if (path === '/health/live') writeJson(response, 200, { status: 'live' });
    else if (path === '/health/ready') await writeReadiness(response, gateway);
    else if (path === '/graphql') await answerGraphql(request, response, gateway, options.maxBodyBytes);
    else if (path === EMERGENCY_PATH) await answerEmergency(request, response, gateway, options.maxBodyBytes);
    else if (path === DECISION_PATH) await answerDecision(request, response, gateway, options.maxBodyBytes);
    else if (path === RELATION_PATH) await answerRelation(request, response, gateway);
    else throw new SluiceError('NOT_FOUND');
  });
}

async function writeReadiness(response: ServerResponse, gateway: Gateway): Promise<void> {
  const isReady = await gateway.ready();
  writeJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
}

async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  maxBodyBytes: number,
): Promise<void> {
  const answer = await gateway.handle(await readPost(request, response, maxBodyBytes));
  writeJson(response, answer.status, answer.body);
}
