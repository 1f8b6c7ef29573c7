import type { SourceValue } from '../contract.ts';
import { type Fragment, typeName, type ValueWriter } from './value-writer.ts';

type SettingValue = string | Uint8Array | readonly SourceValue[];

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar']);
const ORDERINGS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/**
 * Values for a statement that takes no parameters, as COPY does: settings of its transaction, put there by a statement
 * that does take parameters and read back by name. (A role that may only read can make no temporary table.)
 */
export class TransactionSettings implements ValueWriter {
  private readonly settings: (readonly [name: string, value: SettingValue])[] = [];

  /** The statement that puts them there, until the transaction ends. */
  statement(): { readonly text: string; readonly values: unknown[] } {
    const calls = this.settings.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
    return { text: `select ${calls.join(', ')}`, values: this.settings.flat() };
  }

  /** A setting of the server's own. */
  set(name: string, value: string): void {
    this.settings.push([name, value]);
  }

  one(value: SourceValue, type: string): Fragment {
    if (value === null) return { sql: `null::${typeName(type)}`, bindings: [] };
    return { sql: `${this.text(String(value))}::${castOf([value], type)}`, bindings: [] };
  }

  many(values: readonly SourceValue[], type: string): Fragment {
    return { sql: `${this.text(values)}::${castOf(values, type)}[]`, bindings: [] };
  }

  collation(op: string, type: string): string {
    return ORDERINGS.has(op) && TEXTS.has(type) ? 'collate "C" ' : '';
  }

  /** The text of a value: bytes are UTF-8, an array is an array's text. */
  text(value: SettingValue): string {
    const name = `sluice.v${this.settings.length}`;
    // WHY: the driver sends bytes as they are; only a Buffer is bytes to it.
    const sent =
      value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value;
    this.settings.push([name, sent]);
    return `current_setting('${name}')`;
  }
}

/** Whole numbers are compared beyond the width of their column, and with fractions, rather than refused. */
function castOf(values: readonly SourceValue[], type: string): string {
  if (!WHOLE.has(type)) return typeName(type);
  return values.every((value) => value === null || Number.isSafeInteger(Number(value))) ? 'int8' : 'numeric';
}
