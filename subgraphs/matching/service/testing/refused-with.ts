import { expect } from '@jest/globals';
import type { ErrorCode } from '../../../../errors/error-table.ts';

/** That an act is refused, and with this code. */
export async function refusedWith(code: ErrorCode, act: Promise<unknown>): Promise<void> {
  await expect(act).rejects.toMatchObject({ code });
}
