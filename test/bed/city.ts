import { join } from 'node:path';
import type { AmiEvent } from './ami.ts';
import { type AsteriskInstance, startAsterisk } from './asterisk.ts';
import { CallInProgress, type CallPlan, type PlacedCall, toneFile } from './city-call.ts';
import { cityDialplan, cityPjsip } from './city-conf.ts';
import { freeUdpPort } from './free-port.ts';
import type { OfficePhone } from './office.ts';

const REGISTERED_DEADLINE_MS = 10_000;

/** What an employee's telephone does when it is called. */
export type PhoneBehaviour =
  | {
      readonly kind: 'answer';
      readonly afterMs: number;
      /** What the employee says: a sound file without its extension. */
      readonly says?: string;
      /** Then a tone for a minute, so that a recording proves who was heard. */
      readonly hz: number;
      /** Hangs up this long after the answer; never when not given. */
      readonly talkMs?: number;
    }
  | { readonly kind: 'ring' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'decline' }
  /** Answers nothing because it is not there: the office sees UNAVAILABLE. */
  | { readonly kind: 'unregistered' };

/** One conversation on an employee's telephone, when it is over. */
export interface PhoneCall {
  /** WAV with only what the employee heard. */
  readonly heard: string;
}

/** The world outside the office: callers on a trunk, and the employees' telephones. */
export interface City extends AsyncDisposable {
  readonly asterisk: AsteriskInstance;
  /** Dials the office; answers as soon as the call is on its way. */
  placeCall(plan: CallPlan): Promise<PlacedCall>;
  /** Changes what a telephone does from its next call on; waits until the office sees it come or go. */
  behave(extension: string, behaviour: PhoneBehaviour): Promise<void>;
  /** The next conversation of this telephone to end, or one that has ended since `sinceMs` of performance.now(). */
  phoneCall(extension: string, timeoutMs: number, sinceMs?: number): Promise<PhoneCall>;
}

/**
 * Starts the city beside an office whose trunk is TRUNK_ADDRESS, and answers when the office sees every
 * telephone that is to be registered.
 */
export async function startCity(options: {
  readonly office: AsteriskInstance;
  readonly phones: readonly (OfficePhone & { readonly does: PhoneBehaviour })[];
  readonly version?: string;
}): Promise<City> {
  const { office, phones } = options;
  const trunkPort = await freeUdpPort();
  const asterisk = await startAsterisk({
    ...(options.version === undefined ? {} : { version: options.version }),
    extensions: ({ folder }) => cityDialplan(join(folder, 'recordings')),
    // A leg that waits would send nothing, and a recording would lose its sense of time.
    options: ['transmit_silence = yes'],
    files: ({ address, sipPort }) => ({
      'pjsip.conf': cityPjsip({
        address,
        sipPort,
        trunkPort,
        office: office.place,
        phones,
      }),
    }),
  });
  // Telephones that are there, with the number of events the city had seen when they were told to come.
  const present = new Map(phones.map(({ extension }) => [extension, 0]));
  const recordings = join(asterisk.place.folder, 'recordings');
  let calls = 0;

  const city: City = {
    asterisk,
    async placeCall(plan) {
      const name = `call-${++calls}`;
      return CallInProgress.start(asterisk, plan, name, join(recordings, `${name}.wav`));
    },
    async behave(extension, behaviour) {
      for (const [name, value] of Object.entries(await phoneVariables(asterisk, behaviour))) {
        const variable = `PHONE_${extension}_${name}`;
        await asterisk.ami.action('Setvar', { Variable: variable, Value: value });
      }
      const isThere = behaviour.kind !== 'unregistered';
      const since = present.get(extension);
      if (isThere && since === undefined) {
        present.set(extension, asterisk.ami.events.length);
        await asterisk.cli(`pjsip send register phone-${extension}`);
        await seen(office, extension, true);
      } else if (!isThere && since !== undefined) {
        // The office may know of a registration before the telephone does, which then ignores the command.
        await asterisk.ami.waitFor(isRegistered(extension), REGISTERED_DEADLINE_MS, since);
        present.delete(extension);
        await asterisk.cli(`pjsip send unregister phone-${extension}`);
        await seen(office, extension, false);
      }
    },
    async phoneCall(extension, timeoutMs, sinceMs = performance.now()) {
      const ended = await asterisk.ami.waitFor(
        (event) => isRecorded(event, extension) && event.atMs >= sinceMs,
        timeoutMs,
      );
      return { heard: join(recordings, `${ended.fields['Call']}.wav`) };
    },
    [Symbol.asyncDispose]: () => asterisk.stop(),
  };

  try {
    for (const { extension } of phones) await seen(office, extension, true);
    for (const { extension, does } of phones) await city.behave(extension, does);
  } catch (error) {
    await asterisk.stop();
    throw error;
  }
  return city;
}

function isRecorded({ fields }: AmiEvent, extension: string): boolean {
  const { UserEvent, Step, Phone } = fields;
  return UserEvent === 'City' && Step === 'recorded' && Phone === extension;
}

function isRegistered(extension: string): (event: AmiEvent) => boolean {
  return ({ name, fields }) =>
    name === 'Registry' &&
    fields['Status'] === 'Registered' &&
    (fields['Username'] ?? '').startsWith(`sip:${extension}@`);
}

/** Waits until the office's own device state says that the telephone is there, or is not. */
async function seen(office: AsteriskInstance, extension: string, isThere: boolean): Promise<void> {
  const device = `PJSIP/${extension}`;
  const since = office.ami.events.length;
  const isSo = (state = ''): boolean =>
    (state === 'UNAVAILABLE' || state === 'INVALID') !== isThere;
  const asked = office.ami.waitFor(
    ({ name, fields }) =>
      name === 'DeviceStateChange' && fields['Device'] === device && isSo(fields['State']),
    REGISTERED_DEADLINE_MS,
    since,
  );
  asked.catch(() => undefined);
  const variable = `DEVICE_STATE(${device})`;
  const now = await office.ami.action('Getvar', { Variable: variable });
  if (!isSo(now['Value'])) await asked;
}

/** [phones] of the city's dialplan reads these. */
async function phoneVariables(
  city: AsteriskInstance,
  behaviour: PhoneBehaviour,
): Promise<Record<string, string>> {
  switch (behaviour.kind) {
    case 'answer':
      return {
        DOES: 'answer',
        SECONDS: String(behaviour.afterMs / 1000),
        SAYS: [behaviour.says ?? [], await toneFile(city, behaviour.hz)].flat().join('&'),
        TALK: String((behaviour.talkMs ?? 3_600_000) / 1000),
      };
    case 'ring':
      return { DOES: 'ring', SECONDS: '3600', CAUSE: '19' };
    case 'busy':
      return { DOES: 'reject', CAUSE: '17' };
    case 'decline':
      return { DOES: 'reject', CAUSE: '21' };
    case 'unregistered':
      return {};
    default:
      return behaviour satisfies never;
  }
}
