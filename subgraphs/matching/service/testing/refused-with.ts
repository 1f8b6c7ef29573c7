import { expect } from '@jest/globals';
import type { ErrorCode } from '../../../../errors/error-table.ts';

/** That an act is refused, with this code and, where one is expected, this reason. */
export async function refusedWith(code: ErrorCode, act: Promise<unknown>, reason?: string): Promise<void> {
  await expect(act).rejects.toMatchObject({ code, detail: reason === undefined ? {} : { reason } });
}
