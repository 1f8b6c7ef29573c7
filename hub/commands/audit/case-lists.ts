import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Ask, AuditRun } from '../../audits/audit-client.ts';
import { LIST_KINDS, type ListKind } from '../../../subgraphs/audit/lists/case-list.ts';
import { FINDING_TABLE } from '../../audits/exports/run-book.ts';
import { ColumnUnknown, readList, type ReadList } from '../../audits/lists/read-list.ts';
import { readSpreadsheet, SpreadsheetUnreadable } from '../../audits/lists/read-spreadsheet.ts';
import { numberOption, textOption, UsageError, type CommandInput } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { runCalled } from './run-lines.ts';

interface CaseList {
  readonly listId: string;
  readonly name: string;
  readonly kind: ListKind;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly entries: number;
}

const LIST = 'listId name kind createdAt expiresAt entries';
/** So many that a body stays well under what the gateway takes. */
const ENTRIES_AT_A_TIME = 2_000;
const FAULTS = {
  EMPTY: 'no number 空',
  LOST_DIGITS: 'kept as a number, its last digits are lost 被存为数字，末位已丢失',
  KIND_UNKNOWN: 'no kind of document: RID, HMT, PASSPORT, BIRTH, HOSP 证件种类无效',
  UNSOUND: 'no sound number 号码无效',
  PASSPORT_FORM:
    'no sound passport number; the issuing state stands before it, as in UTO-L898902C3 护照号须含签发国代码，如 UTO-L898902C3',
  DOUBLE: 'in an earlier row already 重复',
} as const;

/** Brings a spreadsheet as a private list that expires. */
export const upload: AuditAction = {
  usage: 'FILE --column NAME [--kind-column NAME] [--kind person|case] [--days COUNT]   (.csv or .xlsx)',
  names: 1,
  run: async ({ client: open, input, names: [file] }) => {
    const kind = kindOf(input);
    const read = await readFileAsList(file, kind, input);
    for (const { row, fault } of read.faults)
      input.output.progress(`row ${row} 第 ${row} 行: ${FAULTS[fault]}`);
    const { ask } = await open();
    const list = await createList(
      ask,
      basename(file),
      kind,
      numberOption(input.values, 'days', { from: 1, to: 90 }),
    );
    let filled = list;
    for (let from = 0; from < read.entries.length; from += ENTRIES_AT_A_TIME) {
      const entries = read.entries.slice(from, from + ENTRIES_AT_A_TIME);
      filled = (
        await ask<{ addToCaseList: CaseList }>(
          `mutation Add($listId: ID!, $entries: [CaseListEntryInput!]!) {
             addToCaseList(listId: $listId, entries: $entries) { ${LIST} }
           }`,
          { listId: list.listId, entries },
        )
      ).addToCaseList;
      input.output.progress(`${filled.entries} of ${read.entries.length} entries`);
    }
    input.output.answer({ ...filled, faults: read.faults }, [
      ...lineOf(filled),
      `${read.entries.length} rows taken 采用, ${read.faults.length} rows left out 未采用`,
    ]);
    return 0;
  },
};

/** The caller's lists. */
export const lists: AuditAction = {
  usage: '  (your lists, and when each expires)',
  names: 0,
  run: async ({ client: open, input: { output } }) => {
    const { caseLists } = await (
      await open()
    ).ask<{ caseLists: { nodes: readonly CaseList[] } }>(
      `{ caseLists(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${LIST} } } }`,
    );
    output.answer(caseLists.nodes, caseLists.nodes.flatMap(lineOf));
    return 0;
  },
};

export const drop: AuditAction = {
  usage: 'LIST   (takes a list away before it expires)',
  names: 1,
  run: async ({ client: open, input: { output }, names: [listId] }) => {
    const { dropCaseList } = await (
      await open()
    ).ask<{ dropCaseList: { listId: string } | null }>(
      `mutation Drop($listId: ID!) { dropCaseList(listId: $listId) { listId } }`,
      { listId },
    );
    output.answer(dropCaseList, [`${listId} is gone 已删除`]);
    return 0;
  },
};

/** What a run over a list found for each of its rows. */
export const rows: AuditAction = {
  usage: 'RUN   (of a run over a list: to how many cases each row leads, and how many findings these have)',
  names: 1,
  run: async ({ client: open, input: { output }, names: [name] }) => {
    const client = await open();
    const run = await runCalled(client, name);
    const { runId } = run;
    const { auditRun } = await client.ask<{
      auditRun: { readonly listRows: readonly ListRow[] } | null;
    }>(`query Rows($runId: ID!) { auditRun(runId: $runId) { listRows { row cases findings } } }`, { runId });
    const found = auditRun?.listRows ?? [];
    output.answer(
      found,
      found.length === 0
        ? ['the run was over no list, or the list is gone; a list is shown to its owner alone 无名单']
        : found.map((row) => rowLine(row, notFound(run))),
    );
    return 0;
  },
};

interface ListRow {
  readonly row: number;
  readonly cases: number;
  readonly findings: number;
}

function rowLine({ row, cases, findings }: ListRow, none: string): string {
  const place = `row ${row} 第 ${row} 行`;
  return cases === 0
    ? `${place}: ${none}`
    : `${place}: ${cases} cases 对象, ${findings} findings, those in shadow too 疑点（含试运行）`;
}

/** What a row without a case means: whoever was not looked for is not called unknown. */
function notFound(run: AuditRun): string {
  if (run.ruleStates.every(({ state }) => state === 'CANNOT_VERIFY'))
    return 'not looked for, for no rule could be verified 规则无法核实，未查';
  if (run.status !== 'SUCCEEDED') return `not found so far 尚未查到 (${run.status})`;
  return 'not found among those whom the audit is about 审计范围内未查到';
}

function kindOf({ values }: CommandInput): ListKind {
  const text = textOption(values, 'kind') ?? 'person';
  const kind = LIST_KINDS.find((each) => each.toLowerCase() === text);
  if (kind === undefined) throw new UsageError('`--kind` is person or case');
  return kind;
}

async function readFileAsList(file: string, kind: ListKind, { values }: CommandInput): Promise<ReadList> {
  const number = textOption(values, 'column');
  if (number === undefined) throw new UsageError('`--column` names the column of the numbers');
  try {
    const sheet = await readSpreadsheet(file, readFileSync(file), FINDING_TABLE);
    return readList(sheet, { number, idKind: textOption(values, 'kind-column') ?? null }, kind);
  } catch (error) {
    if (error instanceof SpreadsheetUnreadable || error instanceof ColumnUnknown)
      throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

async function createList(ask: Ask, name: string, kind: ListKind, days = 30): Promise<CaseList> {
  const { createCaseList } = await ask<{ createCaseList: CaseList }>(
    `mutation Create($name: String!, $kind: CaseListKind!, $days: Int!) {
       createCaseList(name: $name, kind: $kind, expiresInDays: $days) { ${LIST} }
     }`,
    { name, kind, days },
  );
  return createCaseList;
}

function lineOf({ listId, name, kind, entries, expiresAt }: CaseList): readonly string[] {
  return [`${listId} ${name}: ${entries} × ${kind}, until 有效至 ${expiresAt}`];
}
