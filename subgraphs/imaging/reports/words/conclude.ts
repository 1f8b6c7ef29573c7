import { ABSTENTIONS, type AbstentionReason } from '../../inference/abstention.ts';
import type { Words } from '../../models/model-card.ts';
import { DRAFT_WORDS, fill } from './draft-words.ts';
import { findingSentence, isPresent, type PriorComparison, type SpokenFinding } from './finding-sentence.ts';

/** A finding as the whole report speaks of it: that of one image and one model. */
export interface ConcludedFinding {
  readonly stage: 'silent' | 'assistive';
  readonly critical: boolean;
  readonly model: { readonly sha256: string; readonly title: Words };
  readonly sopInstanceUid: string;
  /** Null where the model abstained. */
  readonly spoken: SpokenFinding | null;
  readonly abstained: readonly AbstentionReason[];
  readonly prior: PriorComparison | null;
}

/**
 * What a report says in all, from its findings: silent ones have no part in it. One sentence for each model and label,
 * of the image that shows it most; what is there comes first, and of that what is critical.
 */
export function conclude(findings: readonly ConcludedFinding[]): Words {
  if (findings.length === 0) return DRAFT_WORDS.notices['nothing-read'];
  const shown = findings.filter(({ stage }) => stage === 'assistive');
  if (shown.length === 0) return DRAFT_WORDS.notices['all-silent'];
  const sentences = groupsOf(shown)
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .map(sentenceOf);
  const abstentions = abstentionsOf(shown);
  const nothing = sentences.length === 0 ? [DRAFT_WORDS.notices['abstained-wholly']] : [];
  return lines([...sentences, ...abstentions, ...nothing]);
}

/** Sentences one below the other. */
export function lines(sentences: readonly Words[]): Words {
  return { en: sentences.map(({ en }) => en).join('\n'), zh: sentences.map(({ zh }) => zh).join('\n') };
}

type Answered = ConcludedFinding & { readonly spoken: SpokenFinding };
/** Of one model and label: never empty, the image that speaks first. */
type Group = readonly [Answered, ...Answered[]];

function groupsOf(findings: readonly ConcludedFinding[]): readonly Group[] {
  const groups = new Map<string, [Answered, ...Answered[]]>();
  for (const finding of findings) {
    const { spoken, model } = finding;
    if (spoken === null) continue;
    const key = `${model.sha256} ${spoken.label}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ ...finding, spoken }]);
    else if (showsMore(spoken, group[0].spoken)) group.unshift({ ...finding, spoken });
    else group.push({ ...finding, spoken });
  }
  return [...groups.values()];
}

function showsMore(one: SpokenFinding, other: SpokenFinding): boolean {
  const [here, there] = [isPresent(one) === true, isPresent(other) === true];
  return here === there ? one.probability > other.probability : here;
}

function rankOf([{ spoken, critical }]: Group): number {
  if (isPresent(spoken) !== true) return 2;
  return critical ? 0 : 1;
}

function sentenceOf(group: Group): Words {
  const [{ spoken, prior }] = group;
  const sentence = findingSentence(spoken, prior);
  const there = group.filter((each) => isPresent(each.spoken) === true).length;
  if (group.length === 1 || there === 0) return sentence;
  const counts = { above: String(there), images: String(group.length) };
  const { en, zh } = fill(DRAFT_WORDS['of-images'], counts);
  return { en: `${sentence.en} (${en})`, zh: `${sentence.zh}（${zh}）` };
}

function abstentionsOf(findings: readonly ConcludedFinding[]): readonly Words[] {
  const models = Map.groupBy(findings, ({ model }) => model.sha256);
  return [...models.values()].flatMap((ofModel) => {
    const [first] = ofModel;
    const without = ofModel.filter(({ abstained }) => abstained.length > 0);
    if (first === undefined || without.length === 0) return [];
    const reasons = [...new Set(without.flatMap(({ abstained }) => abstained))].map(
      (reason) => ABSTENTIONS[reason],
    );
    return [
      fill(DRAFT_WORDS.notices.abstained, {
        model: first.model.title,
        count: String(imagesOf(without)),
        images: String(imagesOf(ofModel)),
        reasons: {
          en: reasons.map(({ en }) => en).join('; '),
          zh: reasons.map(({ zh }) => zh).join('；'),
        },
      }),
    ];
  });
}

function imagesOf(findings: readonly ConcludedFinding[]): number {
  return new Set(findings.map(({ sopInstanceUid }) => sopInstanceUid)).size;
}
