import type pg from 'pg';
import { heedChannel, type ChannelHints } from '../../kit/heed-channel.ts';
import { ARRIVALS_CHANNEL } from '../archive/arrivals-channel.ts';

export type ArrivalHints = ChannelHints;

/** Listens for the word that something has arrived, and looks once more where that may have been missed. */
export function heedArrivals(connection: pg.ClientConfig, onHint: () => void): ArrivalHints {
  return heedChannel(connection, ARRIVALS_CHANNEL, () => onHint());
}
