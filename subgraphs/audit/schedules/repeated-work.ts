export interface RepeatedWork {
  /** Ends the repeating, once what is going on is done. */
  stop(): Promise<void>;
}

/** Does some work again and again, one after the other; where it failed, the next comes all the same. */
export function repeatWork(
  work: () => Promise<void>,
  { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): RepeatedWork {
  let working = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(work).catch(onError);
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
