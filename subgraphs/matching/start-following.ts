import type pg from 'pg';
import { createAskHub } from '../kit/following/ask-hub.ts';
import { setStandings } from './market/keep-jobseeker.ts';
import type { MatchingSettings } from './matching-settings.ts';
import { createKeepGroups } from './priority/keep-groups.ts';
import { startRepository } from './repository/start-repository.ts';
import { tellTheMarket } from './repository/tell-the-market.ts';
import type { MarketBook } from './service/market-book.ts';
import { createAskCorrections } from './service/tasks/ask-corrections.ts';

export interface FollowingParts {
  readonly pool: pg.Pool;
  readonly market: MarketBook;
  /** Told where the repository could not go on; it goes on at the next start. */
  readonly onStuck: (error: unknown) => void;
}

/** Keeps the pictures of who works where as the agencies' records change, and what follows from them; else, they stay as they are. */
export async function startFollowing(
  { hubUrl, tokenFile, supergraphFile, following }: MatchingSettings,
  { pool, market, onStuck }: FollowingParts,
): Promise<{ stop(): Promise<void> }> {
  if (following === undefined) return { stop: () => Promise.resolve() };
  return startRepository({
    pool,
    stream: following.stream,
    ask: createAskHub({ url: hubUrl, tokenFile }),
    supergraphFile,
    tagKeyFile: following.tagKeyFile,
    onChanged: tellTheMarket({
      keepGroups: createKeepGroups({ market }),
      setStandings,
      askCorrections: createAskCorrections(),
    }),
    onStuck,
  });
}
