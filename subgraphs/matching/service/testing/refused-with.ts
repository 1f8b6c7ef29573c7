import { expect } from '@jest/globals';
import type { ErrorCode } from '../../../../errors/error-table.ts';

/** That an act is refused, with this code and, where one is expected, with these details and no others. */
export async function refusedWith(
  code: ErrorCode,
  act: Promise<unknown>,
  detail?: Readonly<Record<string, string>>,
): Promise<void> {
  await expect(act).rejects.toMatchObject({ code });
  if (detail !== undefined) await expect(act).rejects.toHaveProperty('detail', detail);
}
