import type { Check } from '../cli/house.ts';
import type { CrmSource } from '../config/crm.ts';
import { connectorFor, sourceSettings } from '../crm/source.ts';

/** Whether a CRM source answers, and whether it shows what the mapping names. */
export function crmCheck(source: CrmSource): Check {
  return {
    name: { ru: `CRM ${source.name}`, en: `CRM ${source.name}` },
    run: (signal) => connectorFor(sourceSettings(source, null), () => new Date()).check(signal),
  };
}
