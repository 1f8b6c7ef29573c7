import { createAuditClient, type AuditClient } from '../../audits/audit-client.ts';
import { textOption, UsageError, type CommandInput } from '../../command.ts';
import { openDevelopmentIssuer } from '../../issuer/development-issuer.ts';
import { requireHub, type ReadyHub } from '../../launch/ready-file.ts';
import { stateDirectory } from '../../state/state-directory.ts';

/** One form of `hub audit`. */
export interface AuditAction {
  /** What follows its name, as `--help` shows it. */
  readonly usage: string;
  /** How many names follow it; where that depends on its options, by them. `any`: one or more. */
  readonly names: NameCount | ((values: CommandInput['values']) => NameCount);
  run(call: AuditCall): Promise<number>;
}

export type NameCount = number | 'any';

export interface AuditCall {
  readonly input: CommandInput;
  /** What followed the name of the action. */
  readonly names: readonly [string, string, ...string[]];
  readonly hub: () => ReadyHub;
  /** The graph as the auditor, acting as the official whom `--official` names. */
  readonly client: () => Promise<AuditClient>;
}

/** Whether an action is called with as many names as it takes. */
export function takesNames({ names }: AuditAction, count: number, values: CommandInput['values']): boolean {
  const wanted = typeof names === 'function' ? names(values) : names;
  return wanted === 'any' ? count > 0 : count === wanted;
}

/** A call of an action, with the hub looked for when it is needed. */
export function callOf(
  input: CommandInput,
  [first = '', second = '', ...more]: readonly string[],
): AuditCall {
  const hub = (): ReadyHub => requireHub(input.state);
  return {
    input,
    names: [first, second, ...more],
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
