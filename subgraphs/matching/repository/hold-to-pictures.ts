import type { MarketBook } from '../service/market-book.ts';
import { standingOf } from './standing-of.ts';
import type { TellingParts } from './tell-the-market.ts';

/**
 * The same book, in which somebody who signs up is held against the picture that is there already: pictures tell of changes
 * alone, and whoever works or has died must not be matched for having come late.
 */
export function holdToPictures(market: MarketBook, setStandings: TellingParts['setStandings']): MarketBook {
  return {
    ...market,
    keepProfile: async (client, personKey, ...profile) => {
      const isNew = await market.keepProfile(client, personKey, ...profile);
      const standing = await standingOf(client, personKey);
      if (standing !== null) await setStandings(client, new Map([[personKey, standing]]));
      return isNew;
    },
  };
}
