import { lintDialplan, type DialplanFinding } from '#domain/call/dialplan-lint.ts';
import { dialplanFrom, type Dialplan } from '#domain/call/dialplan.ts';
import { Failure } from '#ports/failure.ts';
import { dialplanFiles } from './dialplan-files.ts';
import type { Check, CliHouse, Finding } from './house.ts';
import type { Asked, Language, Said, Verb } from './verb.ts';

export const doctor: Verb = {
  name: 'doctor',
  operands: ['[DIALPLAN-FILE…]'],
  flags: {},
  printsData: true,
  summary: {
    ru: 'всё ли на месте, доступно и верно?',
    en: 'is everything there, reachable and right?',
  },
  details: {
    ru: 'С файлами (extensions.conf, с его #include) проверяет и dialplan; без них спрашивает Asterisk по AMI.',
    en: 'With files (extensions.conf, with its #include) checks the dialplan too; without them asks Asterisk by AMI.',
  },
  async run(asked, house) {
    const told: { check: string; findings: readonly Finding[] }[] = [];
    for (const check of [...(await house.checks()), dialplanCheck(asked.operands, house)]) {
      const findings = await check.run(asked.signal).catch(asFinding);
      told.push({ check: check.name[asked.language], findings });
      if (!asked.asJson)
        for (const line of inWords(check, findings, asked.language)) asked.out.print(line);
    }
    const isBad = told.some(({ findings }) =>
      findings.some(({ severity }) => severity === 'error'),
    );
    if (asked.asJson)
      asked.out.print(JSON.stringify({ ok: !isBad, checks: inLanguage(told, asked) }));
    return isBad ? 1 : 0;
  },
};

/** The contract of docs/asterisk.md, 2.1, on what is installed. */
function dialplanCheck(files: readonly string[], house: CliHouse): Check {
  return {
    name: { ru: 'dialplan', en: 'dialplan' },
    async run() {
      const dialplan =
        files.length > 0 ? dialplanFrom(await dialplanFiles(files)) : await loaded(house);
      if (dialplan === null) return [NOT_LOOKED_AT];
      const findings = lintDialplan(dialplan, await house.dialplanExpectation());
      return findings.length === 0 ? [ALL_RIGHT] : findings.map(asTold);
    },
  };
}

/** Null when AMI is no help: then only the files can tell. */
async function loaded(house: CliHouse): Promise<Dialplan | null> {
  return house.loadedDialplan().catch((error: unknown) => {
    if (error instanceof Failure) return null;
    throw error;
  });
}

function asTold({
  file,
  line,
  context,
  extension,
  severity,
  message,
  remedy,
}: DialplanFinding): Finding {
  const inMemory = context === '' ? '' : `[${context}] ${extension}: `;
  const place = file === null ? inMemory : `${file}:${line} `;
  const at = (said: Said): Said => ({ ru: place + said.ru, en: place + said.en });
  return { severity, message: at(message), remedy };
}

function asFinding(error: unknown): readonly Finding[] {
  if (!(error instanceof Failure)) throw error;
  const { message } = error;
  return [{ severity: 'error', message: { ru: message, en: message }, remedy: null }];
}

const SIGNS = { ok: '✓', warning: '!', error: '✗' } as const;

function inWords(
  { name }: Check,
  findings: readonly Finding[],
  language: Language,
): readonly string[] {
  return findings.map(({ severity, message, remedy }) => {
    const advice = remedy === null ? '' : ` → ${remedy[language]}`;
    return `${SIGNS[severity]} ${name[language]}: ${message[language]}${advice}`;
  });
}

function inLanguage(
  told: readonly { check: string; findings: readonly Finding[] }[],
  { language }: Asked,
) {
  return told.map(({ check, findings }) => ({
    check,
    findings: findings.map(({ severity, message, remedy }) => ({
      severity,
      message: message[language],
      remedy: remedy?.[language] ?? null,
    })),
  }));
}

const ALL_RIGHT: Finding = {
  severity: 'ok',
  message: {
    ru: 'звонок в любом случае дойдёт до очереди',
    en: 'whatever fails, a call reaches the queue',
  },
  remedy: null,
};
const NOT_LOOKED_AT: Finding = {
  severity: 'warning',
  message: { ru: 'не проверен: AMI о нём не говорит', en: 'not looked at: AMI does not tell' },
  remedy: {
    ru: 'назовите файл: telefonistka doctor /etc/asterisk/extensions.conf',
    en: 'name its file: telefonistka doctor /etc/asterisk/extensions.conf',
  },
};
