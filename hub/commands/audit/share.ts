import type { AuditAction } from './action.ts';

interface Shared {
  readonly name: string;
  readonly version: number;
  readonly sharing: string;
  readonly proposedBy: string | null;
  readonly approvedBy: string | null;
  readonly definitionHash: string;
}

const SHARED = 'name version sharing proposedBy approvedBy definitionHash';

/** The owner proposes an audit for the use of all auditors. */
export const share: AuditAction = {
  usage: '<name> --official ID',
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

/** Another official approves it, in the text that the caller is shown. */
export const approve: AuditAction = {
  usage: '<name> --official ID   (another than the one who proposed it)',
  names: 1,
  run: async ({ client: open, input: { output }, names: [name] }) => {
    const { ask } = await open();
    const { savedAudit } = await ask<{ savedAudit: Shared | null }>(
      `query Proposed($name: ID!) { savedAudit(name: $name) { ${SHARED} } }`,
      { name },
    );
    if (savedAudit === null) throw new Error(`AUDIT_UNKNOWN no audit called \`${name}\` is proposed`);
    const { approveSharing } = await ask<{ approveSharing: Shared }>(
      `mutation Approve($name: ID!, $hash: String!) {
         approveSharing(name: $name, definitionHash: $hash) { ${SHARED} }
       }`,
      { name, hash: savedAudit.definitionHash },
    );
    output.answer(approveSharing, linesOf(approveSharing));
    return 0;
  },
};

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
