import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startCity, type City } from '#test/bed/city.ts';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';

// What the called telephone shows, all the way over SIP: a trunk that knows a name or none, a telephone that is told
// one in its INVITE. The name from the CRM is shown where the trunk knew none.

const CLIENT = 'Маргарита Вишнёвая';
const WITHIN_MS = 5_000;
const ANSWERS = { kind: 'answer', afterMs: 0, hz: 600 } as const;
const [EMPLOYEE, MEMBER] = ['34', '11'].map((extension) => ({ extension, secret: extension }));

let stage: FaultStage;
let city: City;
beforeAll(async () => {
  const phones = [EMPLOYEE!, MEMBER!];
  stage = await startFaultStage({
    company: (made) => ({
      ...made,
      clients: made.clients.map((client) =>
        client.id === made.scenarios.known.clientId
          ? { ...client, name: CLIENT, companyName: null, companyId: null }
          : client,
      ),
    }),
    office: {
      phones,
      hints: {},
      members: [`PJSIP/${MEMBER!.extension}`],
      trunkAddress: TRUNK_ADDRESS,
    },
  });
  city = await startCity({
    office: stage.office,
    phones: phones.map((phone) => ({ ...phone, does: ANSWERS })),
  });
});
afterAll(async () => {
  await city[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** What is shown by the telephone that these keys lead to, when the trunk says `trunkName` of the client. */
async function shown(trunkName: string, keys = '34'): Promise<string> {
  const since = city.asterisk.ami.events.length;
  const call = await city.placeCall({
    from: stage.callers.known.number,
    fromName: trunkName,
    did: '74951234567',
    keys: [{ digits: keys, afterAudioMs: 0 }],
  });
  // The far end of the INVITE, with what stood in its From.
  const { fields } = await city.asterisk.ami.waitFor(
    ({ name, fields: { Channel = '' } }) =>
      name === 'Newchannel' && Channel.startsWith('PJSIP/office-'),
    WITHIN_MS,
    since,
  );
  expect(fields['CallerIDNum']).toBe(stage.callers.known.number);
  await call.answered;
  await call.hangUp();
  await call.ended;
  const name = fields['CallerIDName'] ?? '';
  return name === '<unknown>' ? '' : name;
}

async function save(callerName: Readonly<Record<string, unknown>>): Promise<void> {
  const { configFile, lines } = stage.service;
  const settings = parse(await readFile(configFile, 'utf8')) as object;
  const since = lines.length;
  await writeFile(configFile, stringify({ ...settings, caller_name: callerName }));
  await stage.service.line(({ msg }) => msg === 'settings reloaded', WITHIN_MS, since);
}

test('where the trunk knows no name, or says the number again, the CRM’s name is shown', async () => {
  expect(await shown('')).toBe(CLIENT);
  expect(await shown(stage.callers.known.number)).toBe(CLIENT);
  expect(await shown('8 (495) 000-00-01')).toBe(CLIENT);
});

test('by the telephones of the queue as well', async () => {
  expect(await shown('', '0')).toBe(CLIENT);
});

test('a name that somebody gave stays', async () => {
  expect(await shown('Rita from the workshop')).toBe('Rita from the workshop');
  expect(await shown('Рита из цеха')).toBe('Рита из цеха');
});

test('in Latin letters for telephones that have no others, and not at all when it is not wanted', async () => {
  await save({ transliterate: true });
  expect(await shown('')).toMatch(/^Margarita Vishn[a-z]+$/);
  await save({ set: false });
  expect(await shown('')).toBe('');
});
