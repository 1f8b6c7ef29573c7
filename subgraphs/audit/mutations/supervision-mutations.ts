import type { SubgraphWork } from '../../kit/source-mapping.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { requesterOf, textOf } from './read-inputs.ts';

/** Keeping an audit current, or no longer. */
export function supervisionMutations(supervisor: Supervisor, store: AuditStore): SubgraphWork['mutations'] {
  return {
    superviseAudit: async (args, context) => {
      const name = textOf(args['name']);
      const runId =
        args['on'] === true
          ? await supervisor.supervise(name, requesterOf(context))
          : await supervisor.release(name, context.grant.subject);
      return store.servedRow('run', runId);
    },
  };
}
