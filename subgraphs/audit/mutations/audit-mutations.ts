import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { checkAuditShape } from '../definition/read-audit-document.ts';
import { USUAL_MODE, type AuditEngine } from '../run/audit-engine.ts';
import type { AuditStore } from '../store/audit-store.ts';
import {
  actingOfficialOf,
  definitionOf,
  givenValues,
  modeOf,
  pastInstantOf,
  reasonOf,
  requesterOf,
  textOf,
} from './read-inputs.ts';

/** Saving, sharing and running audits. */
export function auditMutations(engine: AuditEngine, store: AuditStore): SubgraphWork['mutations'] {
  return {
    saveAudit: async (args, context) => {
      const definition = checkAuditShape(definitionOf(args['input'], context));
      actingOfficialOf(context);
      await engine.save(definition, requesterOf(context));
      return store.servedAudit(definition.name, context.grant.subject);
    },
    shareAudit: async (args, context) => {
      const name = textOf(args['name']);
      await store.savedAudits.propose(name, actingOfficialOf(context));
      return store.servedAudit(name, context.grant.subject);
    },
    approveSharing: async (args, context) => {
      const name = textOf(args['name']);
      await store.savedAudits.approve(name, textOf(args['definitionHash']), actingOfficialOf(context));
      return store.servedAudit(name, context.grant.subject);
    },
    withdrawAudit: async (args, context) => {
      const name = textOf(args['name']);
      await store.savedAudits.withdraw(name, reasonOf(args), actingOfficialOf(context));
      return store.servedAudit(name, context.grant.subject);
    },
    runAudit: async (args, context) => {
      const manner = {
        mode: modeOf(args['mode'], USUAL_MODE),
        asOf: pastInstantOf(args['asOf']),
        listId: typeof args['listId'] === 'string' ? args['listId'] : null,
      };
      const given = givenValues(args['parameters']);
      const runId = await engine.start(textOf(args['name']), given, requesterOf(context), manner);
      return store.servedRow('run', runId);
    },
    runAudits: async (args, context) => {
      const manner = {
        mode: modeOf(args['mode'], USUAL_MODE),
        asOf: pastInstantOf(args['asOf']),
        listId: null,
      };
      const names = (args['names'] as readonly unknown[]).map(textOf);
      const given = givenValues(args['parameters']);
      const { roundId } = await engine.startRound(names, given, requesterOf(context), manner);
      return store.servedRow('round', roundId);
    },
    cancelAuditRound: async (args, context) => {
      const roundId = textOf(args['roundId']);
      await engine.cancelRound(roundId, context.grant.subject);
      return store.servedRow('round', roundId);
    },
    cancelAuditRun: async (args, context) => {
      const runId = textOf(args['runId']);
      await engine.cancel(runId, context.grant.subject);
      const row = await store.servedRow('run', runId);
      if (row === null) throw new SluiceError('AUDIT_RUN_UNKNOWN');
      return row;
    },
  };
}
