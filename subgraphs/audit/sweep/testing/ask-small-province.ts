import type { RelationState } from '../../../../policies/relation-wire.ts';
import type { AskRelation } from '../read/ask-relation.ts';
import { relationAnswer, type SmallProvince } from './small-province.ts';

/** Relations of a small province as the hub would answer them, all of them fresh. */
export function askSmallProvince(province: SmallProvince, populationType: string): AskRelation {
  let asked = 0;
  return ({ question, keys }) => {
    asked += 1;
    const given = Buffer.concat(keys).toString('utf8').split('\n').filter(Boolean);
    const { columns, type, text } = relationAnswer(province, populationType, question, new Set(given));
    const state: RelationState = {
      dataset: type,
      agency: 'test',
      asOf: new Date().toISOString(),
      isFresh: true,
    };
    return Promise.resolve({
      columns,
      state,
      exchangeId: `exchange-${asked}`,
      fetchedAt: new Date(),
      lines: parts(text),
    });
  };
}

async function* parts(text: string): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  for (let start = 0; start < bytes.length; start += 100) {
    await Promise.resolve();
    yield bytes.subarray(start, start + 100);
  }
}
