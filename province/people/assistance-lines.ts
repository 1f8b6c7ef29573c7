/** The province's assistance lines: fen a month and head. Synthetic, near those in force. */
export const ASSISTANCE_LINE_FEN: Readonly<Record<'URBAN' | 'RURAL', number>> = {
  URBAN: 78_000,
  RURAL: 58_000,
};

/** Homes of a family on assistance: two or more are too many when they come to more than this per head. */
export const HOME_AREA_LIMIT_SQUARE_METRES = 60;
