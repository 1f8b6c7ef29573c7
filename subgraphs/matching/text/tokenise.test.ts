import { expect, test } from '@jest/globals';
import { tokenise } from './tokenise.ts';

test('Chinese is cut into words, and other scripts stay what they are', () => {
  expect(tokenise('熟练掌握氩弧焊，会C++和ＰＬＣ编程')).toEqual(['熟练掌握', '氩弧焊', 'c++', 'plc', '编程']);
  expect(tokenise('Кассир в магазин, node.js')).toEqual(['кассир', 'в', 'магазин', 'node', 'js']);
});

test('one width and one case: what looks the same is the same word', () => {
  expect(tokenise('ＥＸＣＥＬ')).toEqual(tokenise('excel'));
});

test('traditional and simplified characters make the same words', () => {
  expect(tokenise('電焊經驗，會操作數控機床')).toEqual(tokenise('电焊经验，会操作数控机床'));
});

test('numbers, signs and words that stand everywhere tell nothing', () => {
  expect(tokenise('要求：5 年以上的 2026 … ！ and the')).toEqual([]);
  expect(tokenise('')).toEqual([]);
});

test('a run beyond the length of words is no word', () => {
  expect(tokenise(`ok ${'x'.repeat(41)}`)).toEqual(['ok']);
});
