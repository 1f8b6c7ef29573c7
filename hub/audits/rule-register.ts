import type { Ask } from './audit-client.ts';

/** A rule as the public register shows it. */
export interface RegisteredRule {
  readonly audit: string;
  readonly auditTitle: string;
  readonly auditTitleChinese: string;
  readonly id: string;
  readonly version: number;
  readonly ruleHash: string;
  readonly stage: 'SHADOW' | 'LIVE';
  readonly nature: string;
  readonly owner: string;
  readonly statute: string;
  readonly statement: string;
  readonly statementChinese: string;
  readonly inForceFrom: string | null;
  readonly inForceTo: string | null;
  readonly when: string;
  readonly findingsJudged: number | null;
  readonly findingsConfirmed: number | null;
  readonly controlsJudged: number | null;
  readonly controlsConfirmed: number | null;
  readonly exemptions: readonly {
    readonly id: string;
    readonly statute: string;
    readonly statement: string;
    readonly statementChinese: string;
    readonly when: string;
  }[];
}

const REGISTER = `query Register($after: Cursor) {
  ruleRegister(first: 100, after: $after, orderBy: { field: ID }) {
    nodes {
      audit auditTitle auditTitleChinese id version ruleHash stage nature owner statute statement statementChinese
      inForceFrom inForceTo when findingsJudged findingsConfirmed controlsJudged controlsConfirmed
      exemptions { id statute statement statementChinese when }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface RegisterAnswer {
  readonly ruleRegister: {
    readonly nodes: readonly RegisteredRule[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** The whole register, by rule id. */
export async function readRegister(ask: Ask): Promise<readonly RegisteredRule[]> {
  const rules: RegisteredRule[] = [];
  for (let after: string | null = null; ;) {
    const { ruleRegister }: RegisterAnswer = await ask<RegisterAnswer>(REGISTER, { after });
    rules.push(...ruleRegister.nodes);
    after = ruleRegister.pageInfo.endCursor;
    if (!ruleRegister.pageInfo.hasNextPage) return rules;
  }
}

const STAGES = { SHADOW: '试运行 · in its shadow, no findings', LIVE: '正式启用 · live' } as const;

const NATURES: Readonly<Record<string, string>> = {
  ADVERSE: '可能多发 · somebody may be paid wrongly',
  REVIEW: '仅供复核 · only a look',
  WARNING: '预警 · a family may slip into hardship',
  UNDER_ENTITLEMENT: '应享未享 · somebody may be wrongly not paid',
  OFFICE: '针对经办单位 · about the office that pays',
};

/** The register as one page of HTML, in Chinese and English, that needs nothing beside it. */
export function registerPage(rules: readonly RegisteredRule[]): string {
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>审计规则公开登记 · Register of audit rules</title>
<style>
body { font: 16px/1.6 sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
article { border-top: 1px solid #999; padding: 1rem 0; }
dt { font-weight: bold; }
dd { margin: 0 0 .5rem 1.5rem; }
code, pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; }
</style>
</head>
<body>
<h1>审计规则公开登记 <span lang="en">Register of audit rules</span></h1>
<p>疑点仅为线索，任何决定均由人作出。下列散列值与实际运行的规则文本一致。</p>
<p lang="en">A finding is a proposal; only a person decides. The hashes below are those of the texts that run.</p>
${rules.map(ruleArticle).join('')}</body>
</html>
`;
}

function ruleArticle(rule: RegisteredRule): string {
  const rows: readonly (readonly [string, string])[] = [
    ['所属审计 Audit', text(`${rule.auditTitleChinese} · ${rule.auditTitle}`)],
    ['法律依据 Statute', text(rule.statute)],
    ['性质 Nature', text(NATURES[rule.nature] ?? rule.nature)],
    ['责任单位 Owner', text(rule.owner)],
    ['版本 Version', String(rule.version)],
    ['有效期 In force', text(`${rule.inForceFrom ?? ''} – ${rule.inForceTo ?? ''}`)],
    ['阶段 Stage', STAGES[rule.stage]],
    ['确认率 Confirmed rate', rate(rule.findingsConfirmed, rule.findingsJudged)],
    [
      '未标记案件中的错误率 Missed among cases not flagged',
      rate(rule.controlsConfirmed, rule.controlsJudged),
    ],
    ['条件 Condition', `<pre>${text(rule.when)}</pre>`],
    ['豁免 Exemptions', rule.exemptions.map(exemptionItem).join('') || '无 none'],
    ['散列值 Hash (SHA-256)', `<code>${text(rule.ruleHash)}</code>`],
  ];
  return `<article id="${text(rule.id)}">
<h2>${text(rule.statementChinese)}</h2>
<p lang="en">${text(rule.statement)}</p>
<dl>
<dt>规则 Rule</dt><dd><code>${text(rule.id)}</code></dd>
${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>\n`).join('')}</dl>
</article>
`;
}

function exemptionItem(exemption: RegisteredRule['exemptions'][number]): string {
  return `<p>${text(exemption.statementChinese)} <span lang="en">${text(exemption.statement)}</span><br>${text(exemption.statute)}<br><code>${text(exemption.when)}</code></p>`;
}

/** Without its n a rate says nothing. */
function rate(confirmed: number | null, judged: number | null): string {
  if (judged === null || judged === 0) return '尚未核查 not judged yet (n = 0)';
  return `${(((confirmed ?? 0) / judged) * 100).toFixed(1)} % (n = ${judged})`;
}

function text(value: string): string {
  return value.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
