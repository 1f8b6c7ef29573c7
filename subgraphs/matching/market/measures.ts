/** An amount of money in fen, a whole number: a hundredth of a yuan. */
export type Fen = number;

/** A day of the calendar, `YYYY-MM-DD`. */
export type IsoDate = string;

/** A county of GB/T 2260, six digits. */
export type DivisionCode = string;
