import { CREDIT_CODE_ALPHABET, makeCreditCode } from '../../identifiers/credit-code.ts';
import { formatPersonKey, type IdKind, type PersonKey } from '../../identifiers/person-key.ts';
import { residentIdCheckCharacter } from '../../identifiers/resident-id.ts';
import { dayText, type Day } from './calendar.ts';

/** A number as one agency knows it: the kind, the number as issued and the canonical key. */
export interface Identity {
  readonly kind: IdKind;
  readonly number: string;
  readonly key: PersonKey;
}

/** Divisions 239900 to 239999, times the 500 sequence numbers of a sex. */
const SLOTS = 50_000;
/** Prime to SLOTS, so that neighbours in the province get numbers far apart. */
const SPREAD = 31_337;
const DATE_SPREAD = 7_919;
const PLATE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The largest number of blocks for which every block has at least four numbers for a birth date and sex. */
export const MAX_BLOCKS = SLOTS / 4;

/**
 * Gives out numbers that are unique in the whole province without asking any other block: each block owns its share of
 * every number space. None can be real: ID numbers and credit codes carry divisions that were never assigned, plates
 * the letter I that plates do not use, the rest ranges that were never issued.
 */
export class NumberOffice {
  readonly #block: number;
  readonly #share: number;
  readonly #offset: number;
  readonly #given = new Map<number, number>();
  #serial = 0;
  #plates = 0;
  #others = 0;

  constructor(block: number, blocks: number, seed: number) {
    this.#block = block;
    this.#share = Math.floor(SLOTS / blocks);
    this.#offset = Math.abs(Math.trunc(seed)) % SLOTS;
  }

  /** The next free resident ID of that birth date; a full date moves to the next day, told by the answer's `born`. */
  resident(wanted: Day, sex: 'MALE' | 'FEMALE'): Identity & { readonly born: Day } {
    let born = wanted;
    let place = born * 2 + (sex === 'MALE' ? 1 : 0);
    while ((this.#given.get(place) ?? 0) >= this.#share) {
      born += 1;
      place += 2;
    }
    const nth = this.#given.get(place) ?? 0;
    this.#given.set(place, nth + 1);
    // The date moves every slot of that date alike, which keeps them apart and spreads a block over all divisions.
    const moved = this.#offset + (place + 200_000) * DATE_SPREAD;
    const slot = ((this.#block * this.#share + nth) * SPREAD + moved) % SLOTS;
    const sequence = Math.floor(slot / 100) * 2 + (sex === 'MALE' ? 1 : 0);
    const date = dayText(born);
    // WHY: not `makeResidentId`, whose check of the date is felt in the time that a province of millions takes.
    const first17 =
      '2399' +
      String(slot % 100).padStart(2, '0') +
      date.slice(0, 4) +
      date.slice(5, 7) +
      date.slice(8) +
      String(sequence).padStart(3, '0');
    const number = first17 + residentIdCheckCharacter(first17);
    return { kind: 'RID', number, key: formatPersonKey({ kind: 'RID', number }), born };
  }

  /** A number of one of the other kinds. */
  other(kind: Exclude<IdKind, 'RID'>): Identity {
    this.#others += 1;
    const serial = String(this.#block * OTHERS_PER_BLOCK + this.#others).padStart(7, '0');
    const number = {
      HMT: `H9${serial}`,
      PASSPORT: `UTO-S${serial}`,
      BIRTH: `X99${serial}`,
      HOSP: `2399H${String(this.#block % 1000).padStart(3, '0')}-${serial}`,
    }[kind];
    return { kind, number, key: formatPersonKey({ kind, number }) };
  }

  creditCode(category: '91' | '92'): string {
    const body = inAlphabet(this.serial(), CREDIT_CODE_ALPHABET).padStart(6, '0');
    const division = `2399${String(this.#block % 100).padStart(2, '0')}`;
    return makeCreditCode({ category, division, organisation: `MA${body}` });
  }

  plate(letter: string): string {
    this.#plates += 1;
    const serial = this.#block * PLATES_PER_BLOCK + this.#plates;
    return `黑${letter}I${inAlphabet(serial, PLATE_ALPHABET).padStart(4, '0')}`;
  }

  /** A number unique in the province, for case numbers, certificates, units. */
  serial(): number {
    this.#serial += 1;
    return this.#block * SERIALS_PER_BLOCK + this.#serial;
  }
}

/** Blocks have at most some 3,000 residents with a dozen serial numbers each; other numbers are rarer. */
const SERIALS_PER_BLOCK = 50_000;
const PLATES_PER_BLOCK = 3_000;
const OTHERS_PER_BLOCK = 400;

function inAlphabet(value: number, alphabet: string): string {
  let rest = value;
  let text = '';
  while (rest > 0) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}
