import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CHEST_LABELS } from '../training/chest-labels.ts';
import type { GuidelineTable } from './guideline-table.ts';
import { readGuidelines } from './read-guidelines.ts';
import { suggestionsFor } from './suggestions-for.ts';

const shipped = readGuidelines();
const directory = mkdtempSync(join(tmpdir(), 'sluice-guidelines-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the tables that ship', () => {
  test('have a source that can be read, a section and both languages for every row', () => {
    for (const { url, issuedOn, expiresOn, suggestions } of shipped) {
      expect(url).toMatch(/^https:\/\/doi\.org\/10\.\d{4,}\//u);
      expect(issuedOn < expiresOn).toBe(true);
      for (const { text } of suggestions) {
        expect(text.zh).toMatch(/\p{Script=Han}/u);
        expect(text.en).not.toMatch(/\p{Script=Han}/u);
      }
    }
  });

  test('suggest something for every label that the demonstration knows', () => {
    for (const label of CHEST_LABELS) expect(suggestionsFor([label], shipped, '2026-11-22')).not.toEqual([]);
  });

  test('order nothing, and name no drug and no dose', () => {
    for (const { suggestions } of shipped)
      for (const { text } of suggestions) {
        expect(text.en).not.toMatch(/\b(?:prescribe|administer|order|start|give|mg|tablet|antibiotic)/iu);
        expect(text.zh).not.toMatch(/处方|医嘱|毫克|给予|口服|静脉|抗生素/u);
      }
  });

  test('claim no clinician’s check that nobody has made', () => {
    for (const { suggestions } of shipped)
      for (const { checkedBy } of suggestions) expect(checkedBy).toBeNull();
  });
});

describe('what is suggested', () => {
  const table: GuidelineTable = { ...shipped[0]!, issuedOn: '2026-01-01', expiresOn: '2026-12-31' };
  const labels = table.suggestions.map(({ label }) => label);

  test.each([
    ['2025-12-31', 0],
    ['2026-01-01', 1],
    ['2026-12-31', 1],
    ['2027-01-01', 0],
  ])('on %s, of a guideline for 2026: %d', (day, count) => {
    expect(suggestionsFor(labels, [table], day)).toHaveLength(count);
  });

  test('nothing for a label that no guideline names', () => {
    expect(suggestionsFor(['hernia'], shipped, '2026-11-22')).toEqual([]);
  });
});

describe('a table is refused', () => {
  const text = JSON.stringify(shipped[0]);
  test.each([
    ['with an unknown key', text.replace('"url"', '"more":1,"url"')],
    ['without an expiry', text.replace('"expiresOn"', '"until"')],
    ['with a day that is none', text.replace(/"expiresOn":"[^"]+"/u, '"expiresOn":"2026-02-30"')],
    ['with a source that nobody can read', text.replace('https://', 'file://')],
    ['with one language', text.replace(/,"zh":"[^"]+"/u, '')],
  ])('%s', (_, content) => {
    expect(content).not.toBe(text);
    const folder = mkdtempSync(join(directory, 'table-'));
    writeFileSync(join(folder, 'a.yaml'), content);
    expect(() => readGuidelines(pathToFileURL(`${folder}/`))).toThrow();
  });

  test('that stands in two files', () => {
    const folder = mkdtempSync(join(directory, 'table-'));
    for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(folder, name), text);
    expect(() => readGuidelines(pathToFileURL(`${folder}/`))).toThrow('stands in two files');
  });
});
