import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { once } from 'node:events';
import { languageFor } from '#app/config/language.ts';
import { playScene } from './play-scene.ts';
import type { CallReport } from './report.ts';
import { program, type Scene } from './scenes.ts';
import { buildStage, DID, GUEST_EXTENSION, type Stage } from './stage.ts';
import { callText, stepText, type Language } from './words.ts';

const FOLDER = resolve(import.meta.dirname, '../../var/demo');

const HELP = {
  ru: `scripts/demo [--json] [--stay] [--help]

Учебная компания принимает настоящие звонки по SIP на этой машине. Ничего не занимает, кроме loopback; всё лежит в
var/demo, там же записи того, что слышал каждый звонящий. Код выхода 0, только если каждый звонок прошёл как должен:
что сказано и что слышно в записи, что набрано, кто ответил.

  --json  то же одним объектом: { calls: [...], ok }
  --stay  оставить всё работать и сказать, как позвонить с программного телефона (Ctrl-C останавливает)`,
  en: `scripts/demo [--json] [--stay] [--help]

A demo company takes real calls over SIP on this machine. It uses nothing but loopback; everything lies in var/demo,
with recordings of what each caller heard. Exits 0 only if each call went as it should: what was said and is heard
in the recording, what was keyed, who answered.

  --json  the same as one object: { calls: [...], ok }
  --stay  leave everything running and say how to call in with a softphone (Ctrl-C stops)`,
};

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const language = languageFor(undefined, process.env);
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    stay: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(HELP[language]);
else {
  leaveNothingBehind();
  process.exitCode = (await demo(language)) ? 0 : 1;
}

/** Ctrl-C ends us at any point: the bed kills its programs on exit, and what they had in /tmp goes with a folder. */
function leaveNothingBehind(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tel-demo-'));
  process.env['TMPDIR'] = folder;
  // Programs killed a moment ago may still write.
  const gone = { recursive: true, force: true, maxRetries: 5 } as const;
  process.on('exit', () => rmSync(folder, gone));
  for (const signal of SIGNALS) process.on(signal, interrupted);
}

function interrupted(): never {
  process.exit(130);
}

async function demo(language: Language): Promise<boolean> {
  // With --json standard output belongs to the object.
  const tell = values.json ? console.error : console.log;
  await using stage = await buildStage(FOLDER, (step) => tell(stepText(step, language)));
  const { lanes, finale } = program(stage.company);
  const reports: CallReport[] = [];
  const play = async (scene: Scene): Promise<void> => {
    const report = await playScene(scene, stage);
    reports.push(report);
    tell(callText(scene, report, language));
  };
  await Promise.all(
    lanes.map(async (lane) => {
      for (const scene of lane) await play(scene);
    }),
  );
  for (const scene of finale) {
    await play(scene);
    await stage.service.restart();
  }
  const ok = reports.every((report) => report.ok);
  if (values.json) console.log(JSON.stringify({ calls: reports, ok }, null, 2));
  else tell(summary(reports, language));
  if (values.stay) await stay(stage, tell, language);
  return ok;
}

function summary(reports: readonly CallReport[], language: Language): string {
  const right = reports.filter(({ ok }) => ok).length;
  const words = {
    ru: `Прошли как должны: ${right} из ${reports.length}. Записи: ${join(FOLDER, 'heard')}`,
    en: `${right} of ${reports.length} calls went as they should. Recordings: ${join(FOLDER, 'heard')}`,
  };
  return `\n${words[language]}`;
}

async function stay(stage: Stage, tell: (text: string) => void, language: Language): Promise<void> {
  const { sipPort } = stage.office.place;
  const { known, favouriteAbsent } = stage.company.scenarios;
  const [knownAs, absentAs] = [known, favouriteAbsent].map(({ number }) => number.slice(1));
  const cli = `scripts/telefonistka explain ${known.number} --config ${stage.service.configFile}`;
  const words = {
    ru: `
Всё работает. Программный телефон: сервер 127.0.0.1:${sipPort} (UDP), логин ${GUEST_EXTENSION}, пароль ${stage.guest.secret}.
  Наберите ${DID}: Вас не знают, меню общее.
  Наберите номер клиента, и Вы звоните от его имени:
    ${knownAs} - знакомый клиент; ${absentAs} - его любимый менеджер в отпуске.
  Сотрудники отвечают сами, ровным тоном. Кого предлагают и почему:
    ${cli}
Ctrl-C останавливает.`,
    en: `
Everything runs. Softphone: server 127.0.0.1:${sipPort} (UDP), user ${GUEST_EXTENSION}, password ${stage.guest.secret}.
  Dial ${DID}: nobody knows you, the menu is the default one.
  Dial a client's number, and you call in his name:
    ${knownAs} - a known client; ${absentAs} - his favourite is on leave.
  The employees answer by themselves, with a steady tone. Who is offered, and why:
    ${cli}
Ctrl-C stops.`,
  };
  tell(words[language]);
  for (const signal of SIGNALS) process.off(signal, interrupted); // from here on there is time for a good end
  await Promise.race(SIGNALS.map((signal) => once(process, signal)));
  for (const signal of SIGNALS) process.on(signal, interrupted); // for whoever cannot wait for it
}
