import { SluiceError } from '../../errors/sluice-error.ts';
import type { Subject } from '../../policies/vocabulary.ts';
import type { TokenVerifier } from '../authentication/token-verifier.ts';
import type { IncomingRequest } from './stage-types.ts';

/**
 * Who asks, by the bearer token and nothing else.
 * @throws SluiceError TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_AUDIENCE
 */
export async function authenticate(
  { headers }: Pick<IncomingRequest, 'headers'>,
  verifyToken: TokenVerifier,
): Promise<Subject> {
  const [, token] = /^Bearer +(\S+)$/iu.exec(headers['authorization'] ?? '') ?? [];
  if (token === undefined) throw new SluiceError('TOKEN_MISSING');
  return verifyToken(token);
}
