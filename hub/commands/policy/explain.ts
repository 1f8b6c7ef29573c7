import { compilePolicies, type PolicySource } from '../../../policies/compile-policy.ts';
import { explainDecision } from '../../../policies/explain/explain-decision.ts';
import { explanationLines } from '../../../policies/explain/explanation-words.ts';
import { didYouMean } from '../../../policies/language/nearest-name.ts';
import type { Language } from '../../../policies/language/sentence-of.ts';
import { type FieldCoordinate, type PurposeId, type Use, USES } from '../../../policies/vocabulary.ts';
import { type CommandInput, textOption, UsageError } from '../../command.ts';
import { openWorkplace, type PolicyWorkplace } from './policy-files.ts';
import { subjectNamed } from './subject-named.ts';

/** Prints why one use of one field is decided as it is, and what would suffice. */
export function explain(input: CommandInput): number {
  const { values, output } = input;
  const workplace = openWorkplace(input);
  const source = workplace.source();
  const question = {
    subject: subjectNamed(required(values, 'as')),
    purpose: purposeNamed(required(values, 'purpose'), source),
    at: workplace.at,
    coordinate: fieldNamed(required(values, 'field'), workplace),
    use: useNamed(textOption(values, 'use') ?? 'project'),
    hasCase: values['case'] === true,
  };
  const explanation = explainDecision(question, source, compilePolicies(source));
  const language = languageNamed(textOption(values, 'language') ?? 'en');
  output.answer(
    { question, ...explanation },
    explanationLines(question, explanation, language, source.purposes),
  );
  return 0;
}

function required(values: CommandInput['values'], name: string): string {
  const value = textOption(values, name);
  if (value === undefined) throw new UsageError(`\`policy explain\` needs \`--${name}\``);
  return value;
}

function purposeNamed(name: string, { purposes }: PolicySource): PurposeId {
  const found = purposes.find(({ id }) => id === name);
  if (found) return found.id;
  const ids = purposes.map(({ id }) => id);
  throw new UsageError(`there is no purpose \`${name}\`${didYouMean(name, ids)}`);
}

function fieldNamed(name: string, { fields, catalogue }: PolicyWorkplace): FieldCoordinate {
  const found = fields.find((field) => field === name);
  if (found !== undefined) return found;
  if (catalogue.has(name as FieldCoordinate))
    throw new UsageError(`\`${name}\` is a field of an interface; name a type that has it`);
  throw new UsageError(`there is no field \`${name}\`${didYouMean(name, fields)}`);
}

function useNamed(name: string): Use {
  const found = USES.find((use) => use === name);
  if (found === undefined) throw new UsageError(`\`--use\` is one of ${USES.join(', ')}`);
  return found;
}

function languageNamed(name: string): Language {
  if (name !== 'en' && name !== 'zh') throw new UsageError('`--language` is `en` or `zh`');
  return name;
}
