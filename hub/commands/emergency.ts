import {
  type Verdict,
  VERDICTS,
  type EmergencyLine,
  listEmergencies,
  listNotices,
  type NoticeLine,
  reviewEmergency,
} from '../cases/emergency-accesses.ts';
import { recordReview } from '../cases/record-review.ts';
import { withCaseKeeper } from '../cases/with-case-keeper.ts';
import { textOption, UsageError, type Command, type CommandInput } from '../command.ts';

/** What a privacy officer does about emergency accesses. */
export const command: Command = {
  summary: 'lists emergency accesses and their notices, and writes reviews down',
  usage: [
    'list [--reasons]',
    'review <number> --by NAME --verdict justified|unjustified [--remark TEXT]',
    'notices [--to patient|officer]',
  ],
  options: {
    reasons: { type: 'boolean', help: 'the reasons as they were typed; they may be clinical' },
    by: { type: 'string', help: 'NAME of the person who reviewed it, not of who opened it' },
    verdict: { type: 'string', help: 'justified or unjustified' },
    remark: { type: 'string', help: 'TEXT that is kept beside the verdict' },
    to: { type: 'string', help: 'patient or officer: notices to that recipient only' },
  },
  run: (input) => {
    const [what, number, ...more] = input.positionals;
    if (more.length === 0) {
      if (what === 'list' && number === undefined) return list(input);
      if (what === 'review' && number !== undefined) return review(number, input);
      if (what === 'notices' && number === undefined) return notices(input);
    }
    throw new UsageError('say `list`, `review <number>` or `notices`');
  },
};

async function list({ state, values, output }: CommandInput): Promise<number> {
  const asked = { at: new Date(), withReasons: values['reasons'] === true };
  const accesses = await withCaseKeeper(state, (client) => listEmergencies(client, asked));
  output.answer(accesses, accesses.length > 0 ? accesses.flatMap(linesOf) : ['no emergency accesses']);
  return 0;
}

async function review(emergencyNumber: string, { state, values, output }: CommandInput): Promise<number> {
  const reviewer = textOption(values, 'by');
  if (reviewer === undefined || !/^[\w.-]{1,64}$/u.test(reviewer))
    throw new UsageError('`--by` names the person who reviewed it, as tokens would');
  const verdict = verdictOf(textOption(values, 'verdict'));
  const written = { emergencyNumber, reviewer, verdict, remark: textOption(values, 'remark') ?? null };
  await recordReview(state, written, () =>
    withCaseKeeper(state, (client) => reviewEmergency(client, written, new Date())),
  );
  output.answer({ emergencyNumber, verdict }, [
    `${emergencyNumber} is reviewed: ${verdict.toLowerCase()} ${VERDICT_WORDS[verdict]}`,
  ]);
  return 0;
}

async function notices({ state, values, output }: CommandInput): Promise<number> {
  const to = textOption(values, 'to');
  if (to !== undefined && to !== 'patient' && to !== 'officer')
    throw new UsageError('`--to` is patient or officer');
  const recipient = to === undefined ? null : to === 'patient' ? 'PATIENT' : 'PRIVACY_OFFICER';
  const written = await withCaseKeeper(state, (client) => listNotices(client, recipient));
  output.answer(written, written.length > 0 ? written.flatMap(noticeLines) : ['no notices']);
  return 0;
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  JUSTIFIED: '理由成立',
  UNJUSTIFIED: '理由不成立',
};

function verdictOf(text: string | undefined): Verdict {
  const found = VERDICTS.find((each) => each.toLowerCase() === text);
  if (found === undefined) throw new UsageError('`--verdict` is justified or unjustified');
  return found;
}

function linesOf(access: EmergencyLine): readonly string[] {
  const { emergencyNumber, status, department, official, verdict } = access;
  return [
    `${emergencyNumber} ${status}${verdict === null ? '' : ` (${verdict.toLowerCase()})`}, ${department}, official ${official}`,
    `  opened ${access.openedAt.toISOString()}, until ${access.expiresAt.toISOString()}, review due ${access.reviewDue.toISOString()}`,
    ...(access.reason === undefined ? [] : [`  ${access.reason}`]),
  ];
}

function noticeLines({ emergencyNumber, recipient, en, zh }: NoticeLine): readonly string[] {
  return [
    `${emergencyNumber} to the ${recipient === 'PATIENT' ? 'patient' : 'privacy officer'}`,
    `  ${en}`,
    `  ${zh}`,
  ];
}
