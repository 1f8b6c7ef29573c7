import type { KeyedNames } from './keyed-names.ts';

/** A part of the image that is painted over, in pixels from the upper left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DeidentifyOptions {
  readonly names: KeyedNames;
  /** Who it is: the person's key, else the hospital and its number. Goes into his new name and nowhere else. */
  readonly patient: string;
  /** `shift`: all dates of a person are moved by the same number of days; times of day stay. */
  readonly dates: 'remove' | 'shift';
  /** Sex, age (from 90 on as 90), size and weight stay: without them nothing can be said of groups. */
  readonly keepPatientCharacteristics: boolean;
  /** Painted over in every frame. Without any, an image that may hold text is refused. */
  readonly mask: readonly Rectangle[];
}
