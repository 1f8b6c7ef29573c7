import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { anyDocument, anyRule } from '../testing/any-rule.ts';
import { formOfRule, type PolicyForm, readForm } from './policy-form.ts';
import { writeForm } from './write-form.ts';

const directory = join(import.meta.dirname, '../documents');
const shipped = readdirSync(directory)
  .filter((name) => name.endsWith('.yaml') && name !== 'purposes.yaml')
  .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));

const rulesIn = (form: PolicyForm) => form['rules'] as readonly PolicyForm[];
function formOf(name: string, text: string): PolicyForm {
  const { form, problems } = readForm(name, text);
  expect(problems).toEqual([]);
  return form!;
}

/** The lines of a document that belong to each rule, with the comments above it; the first stretch is what comes before. */
const stretches = (text: string): readonly string[] =>
  text.split(/(?<!^ {2}#.*\n)^(?=(?: {2}#.*\n)* {2}- id: |derivations:)/mu).map((part) => part.trimEnd());

describe('a form that nobody changed is written as it was read', () => {
  test.each(shipped)('$name', ({ name, text }) => {
    expect(writeForm(text, formOf(name, text))).toBe(text);
  });

  test('with comments, odd spacing, quotes and line ends of any kind', () => {
    const odd = `# head\r\nagency:   'a'   # mine\r\n\r\nrules:\r\n# first\r\n- {id: a/b, effect: permit, title: {en: "x", zh: 一},\r\n   legalBasis: [ law ], purposes: [p], subjects: {roles: [r]}, resources: [{type: T, fields: '*'}], uses: [project]}\r\n# end`;
    expect(writeForm(odd, formOf('a.yaml', odd))).toBe(odd);
  });
});

/** Each run reads a whole document several times. */
const RUNS = { numRuns: 15 };
const documents = shipped.map(({ name, text }) => ({ name, text, form: formOf(name, text) }));
const anyEdit = fc.constantFrom(...documents).chain(({ name, text, form }) =>
  fc.record({
    text: fc.constant(text),
    form: fc.constant(form),
    index: fc.nat(rulesIn(form).length - 1),
    rule: anyRule(name.replace('.yaml', '')).map(formOfRule),
  }),
);

test('whatever is changed in a rule, the form says it, and only the lines of that rule differ', () => {
  const keys = [
    'effect',
    'title',
    'legalBasis',
    'purposes',
    'subjects',
    'resources',
    'uses',
    'obligations',
    'case',
    'validFrom',
    'validTo',
  ];
  fc.assert(
    fc.property(anyEdit, fc.subarray(keys, { minLength: 1 }), ({ text, form, index, rule }, changed) => {
      const old = rulesIn(form)[index]!;
      const kept = Object.entries(old).filter(([key]) => !changed.includes(key));
      const edited = Object.fromEntries([
        ...kept,
        ...Object.entries(rule).filter(([key]) => changed.includes(key)),
      ]);
      const next = { ...form, rules: rulesIn(form).with(index, edited) };
      const written = writeForm(text, next);
      expect(says(written)).toEqual(asText(next));
      const [before, after] = [stretches(text), stretches(written)];
      expect(after.toSpliced(index + 1, 1)).toEqual(before.toSpliced(index + 1, 1));
    }),
    RUNS,
  );
});

test('a rule that is put in or taken out leaves the lines of all others', () => {
  fc.assert(
    fc.property(anyEdit, fc.boolean(), ({ text, form, index, rule }, isAdded) => {
      const next = {
        ...form,
        rules: rulesIn(form).toSpliced(index, isAdded ? 0 : 1, ...(isAdded ? [rule] : [])),
      };
      fc.pre(rulesIn(next).length > 0 && rulesIn(form).every(({ id }) => id !== rule['id']));
      const written = writeForm(text, next);
      expect(says(written)).toEqual(asText(next));
      const [before, after] = [stretches(text), stretches(written)];
      expect(isAdded ? after.toSpliced(index + 1, 1) : after).toEqual(
        isAdded ? before : before.toSpliced(index + 1, 1),
      );
    }),
    RUNS,
  );
});

test('a whole other document can be written over one', () => {
  fc.assert(
    fc.property(anyDocument('health'), anyDocument('health'), (one, other) => {
      const forms = [one, other].map(({ agency, rules }) => ({ agency, rules: rules.map(formOfRule) }));
      const text = forms.reduce((written, form) => writeForm(written, form), 'agency: x\nrules: [x]\n');
      expect(formOf('health.yaml', text)).toEqual(forms[1]);
    }),
    RUNS,
  );
});

test('comments beside what is changed stay', () => {
  const text = `agency: a
rules:
  # why
  - id: a/b # the first
    effect: permit # yes
    title: { en: x, zh: 一 }
    legalBasis: [law] # old
    purposes: [p]
    subjects: { roles: [r] }
    resources:
      # cars
      - { type: Car, fields: [plate] } # all
      - { type: Boat, fields: '*' }
    uses: [project]

# the end
`;
  const form = formOf('a.yaml', text);
  const [rule] = rulesIn(form);
  const next = {
    ...form,
    rules: [
      {
        ...rule,
        legalBasis: ['law', 'other law'],
        resources: [{ type: 'Car', fields: ['plate', 'key'] }],
        validTo: '2027-01-01',
      },
    ],
  };
  expect(writeForm(text, next)).toBe(`agency: a
rules:
  # why
  - id: a/b # the first
    effect: permit # yes
    title: { en: x, zh: 一 }
    legalBasis: [law, other law] # old
    purposes: [p]
    subjects: { roles: [r] }
    resources:
      # cars
      - { type: Car, fields: [plate, key] } # all
    uses: [project]
    validTo: 2027-01-01

# the end
`);
});

test('what does not parse is not written over', () => {
  expect(() => writeForm('a: [', { agency: 'a' })).toThrow('does not parse');
});

/** What a document says, every scalar as text. */
const says = (text: string): unknown => parse(text, { schema: 'failsafe' });
const asText = (form: PolicyForm): unknown =>
  JSON.parse(JSON.stringify(form, (_, each: unknown) => (typeof each === 'number' ? String(each) : each)));
