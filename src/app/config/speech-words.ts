import { words, type Words } from './words.ts';

/** What may be wrong with an engine of the voice, in words. */
export const saidOfSpeech = {
  noUse: (key: string, kind: string, known: readonly string[]): Words =>
    words(
      [`у движка ${kind} нет настройки ${key}`, `уберите её; у него бывают: ${known.join(', ')}`],
      [`an engine ${kind} has no setting ${key}`, `remove it; it knows: ${known.join(', ')}`],
    ),
  noApi: (known: readonly string[]): Words =>
    words(
      ['у этого движка нет такого api', `напишите одно из: ${known.join(', ')}`],
      ['this engine has no such api', `write one of: ${known.join(', ')}`],
    ),
  noVoice: (voice: string, known: readonly string[]): Words =>
    words(
      [`голоса ${voice} здесь нет`, `возможны: ${known.join(', ')}`],
      [`there is no voice ${voice} here`, `possible are: ${known.join(', ')}`],
    ),
  noRole: (
    voice: string,
    role: string,
    known: readonly string[],
    others: readonly string[],
  ): Words =>
    words(
      [
        `у голоса ${voice} нет роли ${role}`,
        (known.length === 0 ? 'у него нет ролей: уберите role' : `возможны: ${known.join(', ')}`) +
          (others.length === 0 ? '' : `; роль ${role} есть у: ${others.join(', ')}`),
      ],
      [
        `the voice ${voice} has no role ${role}`,
        (known.length === 0 ? 'it has none: remove role' : `possible are: ${known.join(', ')}`) +
          (others.length === 0 ? '' : `; voices with the role ${role}: ${others.join(', ')}`),
      ],
    ),
  noRate: (known: readonly number[]): Words =>
    words(
      ['с такой частотой он не говорит', `возможны: ${known.join(', ')}`],
      ['it does not speak at this rate', `possible are: ${known.join(', ')}`],
    ),
  noKey: words(
    [
      'нет ключа',
      'впишите key: "${TEL_SPEECH_KEY}" или key_file; у SpeechKit можно и account_file сервисного аккаунта',
    ],
    [
      'there is no key',
      'write key: "${TEL_SPEECH_KEY}" or key_file; for SpeechKit account_file of a service account does, too',
    ],
  ),
  noAccount: words(
    [
      'облаку ЦРТ нужны имя и пароль',
      'впишите user и password: "${TEL_SPEECH_PASSWORD}" или password_file',
    ],
    ['the cloud needs user and password', 'write user, and password: "${TEL_SPEECH_PASSWORD}"'],
  ),
  noAccountKey: words(
    [
      'это не ключ сервисного аккаунта',
      'нужен файл JSON, который дала консоль: в нём id, service_account_id и private_key',
    ],
    [
      'this is no key of a service account',
      'take the JSON file of the console: id, service_account_id and private_key are in it',
    ],
  ),
  noPrice: words(
    ['предел есть, а цены нет', 'впишите price_per_million: без цены считать нечего'],
    ['there is a limit and no price', 'write price_per_million: without it nothing is counted'],
  ),
} as const;
