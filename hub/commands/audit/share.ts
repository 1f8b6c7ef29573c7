import { stringify } from 'yaml';
import { refused } from '../../refusal-line.ts';
import type { AuditAction } from './action.ts';
import { requiredText } from '../../command.ts';

interface Shared {
  readonly name: string;
  readonly version: number;
  readonly sharing: string;
  readonly proposedBy: string | null;
  readonly approvedBy: string | null;
  readonly definitionHash: string;
}

interface Shown extends Shared {
  readonly title: string;
  readonly titleChinese: string;
  readonly owner: string;
  readonly purpose: string;
  readonly operation: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly defaultValue: string;
  }[];
  readonly rules: readonly {
    readonly id: string;
    readonly stage: string;
    readonly ruleHash: string;
    /** JSON text. */
    readonly definition: string;
  }[];
}

const SHARED = 'name version sharing proposedBy approvedBy definitionHash';

/** The owner proposes an audit for the use of all auditors. */
export const share: AuditAction = {
  usage: 'NAME --official ID',
  names: 1,
  run: async ({ client, input: { output }, names: [name] }) => {
    const { shareAudit } = await (
      await client()
    ).ask<{ shareAudit: Shared }>(`mutation Share($name: ID!) { shareAudit(name: $name) { ${SHARED} } }`, {
      name,
    });
    output.answer(shareAudit, linesOf(shareAudit));
    return 0;
  },
};

/** What an official reads before approving it: every rule whole, what is asked of the agencies, and the hash of both. */
export const show: AuditAction = {
  usage: 'NAME   (its rules, its operation, and the hash that `approve` takes)',
  names: 1,
  run: async ({ client, input: { output }, names: [name] }) => {
    const { savedAudit } = await (
      await client()
    ).ask<{ savedAudit: Shown | null }>(
      `query Show($name: ID!) {
         savedAudit(name: $name) {
           ${SHARED} title titleChinese owner purpose operation
           parameters { name type defaultValue } rules { id stage ruleHash definition }
         }
       }`,
      { name },
    );
    if (savedAudit === null)
      throw refused('AUDIT_UNKNOWN', {
        en: `no audit called \`${name}\` is yours, proposed or shared`,
        zh: `没有名为 \`${name}\` 的本人方案、待审方案或共享方案`,
      });
    output.answer(savedAudit, textOf(savedAudit));
    return 0;
  },
};

/** Another official approves it, in the text whose hash is given: what was shown is what is approved. */
export const approve: AuditAction = {
  usage: 'NAME HASH --official ID   (another than the one who proposed it; the hash as `show` prints it)',
  names: 2,
  run: async ({ client, input: { output }, names: [name, hash] }) => {
    const { approveSharing } = await (
      await client()
    ).ask<{ approveSharing: Shared }>(
      `mutation Approve($name: ID!, $hash: String!) {
         approveSharing(name: $name, definitionHash: $hash) { ${SHARED} }
       }`,
      { name, hash },
    );
    output.answer(approveSharing, linesOf(approveSharing));
    return 0;
  },
};

/** Takes an audit back from everybody but its owner. */
export const withdraw: AuditAction = {
  usage: 'NAME --reason TEXT --official ID   (others neither run it nor see what it found)',
  names: 1,
  run: async ({ client, input, names: [name] }) => {
    await (
      await client()
    ).ask(
      `mutation Withdraw($name: ID!, $reason: String!) { withdrawAudit(name: $name, reason: $reason) { name } }`,
      { name, reason: requiredText(input.values, 'reason') },
    );
    input.output.answer({ name, sharing: 'WITHDRAWN' }, [`${name}: WITHDRAWN 已撤回`]);
    return 0;
  },
};

function textOf(audit: Shown): readonly string[] {
  const { title, titleChinese, owner, purpose, operation, parameters, rules } = audit;
  return [
    `${title} ${titleChinese}, of 属于 ${owner}, for 用于 ${purpose}`,
    '',
    operation.trim(),
    '',
    ...parameters.map(({ name, type, defaultValue }) => `parameter 参数 ${name}: ${type} = ${defaultValue}`),
    ...rules.flatMap(({ id, stage, ruleHash, definition }) => [
      '',
      `rule 规则 ${id}, ${stage} · ${ruleHash}`,
      stringify(JSON.parse(definition)).trim(),
    ]),
    '',
    ...linesOf(audit),
  ];
}

function linesOf({
  name,
  version,
  sharing,
  proposedBy,
  approvedBy,
  definitionHash,
}: Shared): readonly string[] {
  return [
    `${name} version ${version}: ${sharing}, proposed by 提出 ${proposedBy ?? '–'}, approved by 批准 ${approvedBy ?? '–'}`,
    `  ${definitionHash}`,
  ];
}
