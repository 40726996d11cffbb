import type { Said, Verb } from './verb.ts';

export const warm: Verb = {
  name: 'warm',
  operands: [],
  flags: {},
  printsData: true,
  summary: { ru: 'приготовить всю речь для меню', en: 'make all the speech that the menus need' },
  details: {
    ru: 'Служба делает это сама при запуске и при каждой перемене; здесь видно, что не получилось.',
    en: 'The service does so itself at the start and on each change; here you see what could not be made.',
  },
  async run({ asJson, language, out, signal }, house) {
    let toldTenths = 0;
    const report = await house.warm(({ done, total }) => {
      const tenths = total === 0 ? 10 : Math.floor((done * 10) / total);
      if (tenths > toldTenths) out.note(`${done}/${total}`);
      toldTenths = Math.max(toldTenths, tenths);
    }, signal);
    const { promptsReady, prompts, synthesised, failed, tookMs } = report;
    if (asJson) out.print(JSON.stringify(report));
    else {
      for (const { text, reason } of failed) out.print(`${FAILED[language]}: ${text} (${reason})`);
      const took = (tookMs / 1000).toFixed(1);
      out.print(
        `${READY[language]}: ${promptsReady}/${prompts}; ${MADE[language]}: ${synthesised}; ${took} s`,
      );
    }
    return failed.length === 0 && promptsReady === prompts ? 0 : 1;
  },
};

const FAILED: Said = { ru: 'Не получилось', en: 'Could not be made' };
const READY: Said = { ru: 'Готово', en: 'Ready' };
const MADE: Said = { ru: 'произнесено заново', en: 'newly spoken' };
