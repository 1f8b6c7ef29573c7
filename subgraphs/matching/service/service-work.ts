import type pg from 'pg';
import type { WorkingCalendar } from '../../../identifiers/working-days.ts';
import type { IsoDate } from '../market/measures.ts';
import type { MarketBook } from './market-book.ts';

/** What an act works with: one transaction, and when it is. */
export interface ServiceWork {
  readonly client: pg.ClientBase;
  readonly market: MarketBook;
  readonly calendar: WorkingCalendar;
  readonly now: Date;
  /** The day in China. */
  readonly today: IsoDate;
}
