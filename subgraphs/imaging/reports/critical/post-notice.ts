const TIMEOUT_MS = 10_000;

/**
 * Posts a notice to where a hospital takes them; it bears its id as idempotency key. WHY nowhere else: a server that sends us on
 * would have us call whatever we can reach and it can not, and a notice that it did not take would seem taken.
 * @returns null where the hospital has it, otherwise why not: `STATUS_…` or `NETWORK`
 */
export async function postNotice(
  url: string,
  notice: { readonly noticeId: string; readonly [key: string]: unknown },
): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': notice.noticeId },
      body: JSON.stringify(notice),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.ok ? null : `STATUS_${answer.status}`;
  } catch {
    return 'NETWORK';
  }
}
