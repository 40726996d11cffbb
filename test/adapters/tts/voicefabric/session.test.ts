import { expect, onTestFinished, test } from 'vitest';
import { createSession, type Session } from '#adapters/tts/voicefabric/session.ts';
import { FakeVoiceFabricCloud } from '#test/fakes/fake-voicefabric.ts';
import { speechDoor } from '#test/fakes/speech-door.ts';

async function bench(): Promise<{ service: FakeVoiceFabricCloud; session: Session }> {
  const service = await new FakeVoiceFabricCloud().listen();
  onTestFinished(() => service[Symbol.asyncDispose]());
  const account = { user: 'firma', password: 'S3CR3T', domainId: 200 };
  return { service, session: createSession(speechDoor('VoiceFabric'), service.url, account) };
}

test('who hears late that the old session is over does not end the new one', async () => {
  const { service, session } = await bench();
  const old = await session.id();
  session.over(old);
  const next = await session.id();
  session.over(old);
  expect(await session.id()).toBe(next);
  expect(next).not.toBe(old);
  expect(service.logIns).toHaveLength(2);
});

test('a log-in that fails is tried again by who asks next', async () => {
  const { service, session } = await bench();
  const { url } = service;
  const account = { user: 'firma', password: 'wr0ng', domainId: 200 };
  const wrong = createSession(speechDoor('VoiceFabric'), url, account);
  await expect(wrong.id()).rejects.toMatchObject({ code: 'refused' });
  await expect(wrong.id()).rejects.toMatchObject({ code: 'refused' });
  expect(await session.id()).toBe('session-3');
});
