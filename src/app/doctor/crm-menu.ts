import { tryReadyMenu } from '#adapters/crm/ready-menu/ready-menu.ts';
import { Failure } from '#ports/failure.ts';
import type { Check } from '../cli/house.ts';
import { readyMenuDoor } from '../compose.ts';
import type { CrmMenu } from '../config/crm-menu.ts';
import { bad, good } from './finding.ts';

/** Whether the CRM answers with menus of its own, as agreed. */
export function crmMenuCheck(menu: CrmMenu): Check {
  return {
    name: { ru: 'меню из CRM', en: 'menu of the CRM' },
    async run(signal) {
      try {
        const answer = await tryReadyMenu(readyMenuDoor(menu), signal);
        if (answer !== 'not there') return [good('отвечает, как условлено', 'answers as agreed')];
        return [
          bad(
            'warning',
            ['отвечает 404 на чужой номер', 'answers 404 about a number that is nobody’s'],
            [
              'Если так она говорит «меню нет», всё в порядке; если адрес неверен, исправьте crm_menu.url.',
              'If that is how it says "no menu", fine; if the address is wrong, correct crm_menu.url.',
            ],
          ),
        ];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [
          bad(
            'error',
            [error.message, error.message],
            [
              'Звонкам это не мешает: решает наш рейтинг. Что отвечать: docs/crm/ready-menu.md.',
              'No call suffers: our ranking decides. What to answer: docs/crm/ready-menu.md.',
            ],
          ),
        ];
      }
    },
  };
}
