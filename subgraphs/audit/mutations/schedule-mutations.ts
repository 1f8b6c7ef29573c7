import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { USUAL_MODE, type AuditEngine } from '../run/audit-engine.ts';
import { checkSchedule } from '../schedules/schedule-times.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { givenValues, modeOf, requesterOf, textOf } from './read-inputs.ts';

/** Runs at times to come. */
export function scheduleMutations(engine: AuditEngine, store: AuditStore): SubgraphWork['mutations'] {
  return {
    scheduleAudit: async (args, context) => {
      const requester = requesterOf(context);
      const [auditName, cron, parameters] = [
        textOf(args['name']),
        textOf(args['cron']),
        givenValues(args['parameters']),
      ];
      checkSchedule(cron, new Date());
      await engine.check(auditName, parameters, requester);
      const mode = modeOf(args['mode'], USUAL_MODE);
      const scheduleId = await store.schedules.create({ auditName, cron, mode, parameters, requester });
      return store.servedRow('schedule', scheduleId);
    },
    unscheduleAudit: async (args, context) => {
      const scheduleId = textOf(args['scheduleId']);
      await store.schedules.end(scheduleId, context.grant.subject);
      return store.servedRow('schedule', scheduleId);
    },
  };
}
