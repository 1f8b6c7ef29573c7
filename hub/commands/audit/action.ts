import { createAuditClient, type AuditClient } from '../../audits/audit-client.ts';
import { textOption, UsageError, type CommandInput } from '../../command.ts';
import { openDevelopmentIssuer } from '../../issuer/development-issuer.ts';
import { requireHub, type ReadyHub } from '../../launch/ready-file.ts';
import { stateDirectory } from '../../state/state-directory.ts';

/** One form of `hub audit`. */
export interface AuditAction {
  /** What follows its name, as `--help` shows it. */
  readonly usage: string;
  /** How many names follow it. */
  readonly names: number;
  run(call: AuditCall): Promise<number>;
}

export interface AuditCall {
  readonly input: CommandInput;
  /** What followed the name of the action. */
  readonly names: readonly [string, string];
  readonly hub: () => ReadyHub;
  /** The graph as the auditor, acting as the official whom `--official` names. */
  readonly client: () => Promise<AuditClient>;
}

/** A call of an action, with the hub looked for when it is needed. */
export function callOf(input: CommandInput, [first = '', second = '']: readonly string[]): AuditCall {
  const hub = (): ReadyHub => requireHub(input.state);
  return {
    input,
    names: [first, second],
    hub,
    client: async () => {
      const { url, tokens } = hub();
      const official = textOption(input.values, 'official');
      if (official === undefined) return createAuditClient({ url, tokens });
      if (!/^[\w.-]{1,64}$/u.test(official))
        throw new UsageError('`--official` names the person who acts, as tokens would');
      const issuer = await openDevelopmentIssuer(stateDirectory(input.state));
      return createAuditClient({
        url,
        tokens: { ...tokens, auditor: await issuer.issue('auditor', official) },
      });
    },
  };
}
