import type { SweepEngine, SweepSession } from './sweep-engine.ts';

/** Works with a session of its own, which the signal interrupts and which is closed however the work ends. */
export async function withSession<T>(
  engine: SweepEngine,
  signal: AbortSignal,
  work: (session: SweepSession) => Promise<T>,
): Promise<T> {
  const session = await engine.open();
  const interrupt = (): void => session.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    return await work(session);
  } finally {
    signal.removeEventListener('abort', interrupt);
    await session.close();
  }
}
