import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '#app/config/config.ts';
import { readConfig } from '#app/config/load.ts';
import { watchConfig } from '#app/config/watch.ts';
import type { LogFields } from '#ports/log.ts';

const SHIPPED = join(import.meta.dirname, '../../../config');

/** A folder with the shipped ranking and phrases, and a settings file; watched. */
async function watched(settings: string) {
  const folder = await mkdtemp(join(tmpdir(), 'telefonistka-watch-'));
  const write = async (name: string, text: string): Promise<void> => {
    // As editors do it: another file takes the place.
    await writeFile(join(folder, `${name}.new`), text);
    await rename(join(folder, `${name}.new`), join(folder, name));
  };
  const ranking = await readFile(join(SHIPPED, 'ranking.yaml'), 'utf8');
  await write('ranking.yaml', ranking);
  await write('settings.yaml', `ranking_file: ranking.yaml\n${settings}`);

  const logged = new EventEmitter<Record<string, [LogFields]>>();
  const say = (fields: LogFields, text: string): void => void logged.emit(text, fields);
  const signals = new EventEmitter();
  const first = await readConfig(join(folder, 'settings.yaml'), {});
  const watch = watchConfig(first, {
    log: { debug: say, info: say, warn: say, error: say },
    env: {},
    signals: signals as unknown as NodeJS.Process,
  });
  const changed = (): Promise<Config> => new Promise((resolve) => watch.onChange(resolve));
  return {
    watch,
    changed,
    signals,
    logged: (text: string) => new Promise<LogFields>((resolve) => logged.once(text, resolve)),
    settings: (text: string) => write('settings.yaml', `ranking_file: ranking.yaml\n${text}`),
    names: (text: string) => write('names.yaml', text),
    empty: () => write('settings.yaml', ''),
    ranking: (change: (text: string) => string) => write('ranking.yaml', change(ranking)),
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]();
      expect(signals.listenerCount('SIGHUP')).toBe(0);
      await rm(folder, { recursive: true });
    },
  };
}

describe('a saved settings file', () => {
  test('takes effect by itself when it is valid', async () => {
    await using house = await watched('menu: {tries: 3}');
    const changed = house.changed();
    await house.settings('menu: {tries: 4}\noffice: {holidays: ["05-09"]}');
    const now = await changed;
    expect(now.menu.triesMax).toBe(4);
    expect(now.office.hours.days.get('05-09')).toEqual([]);
    expect(house.watch.current()).toBe(now);
  });

  test('has names.yaml beside it, which takes effect by itself too', async () => {
    await using house = await watched('menu: {tries: 3}');
    await house.names('last: {Левин: Ле\u0301вин}');
    const named = house.changed();
    await house.settings('names_file: names.yaml');
    expect((await named).names.last.get('левин')?.spoken).toBe('Ле\u0301вин');
    const again = house.changed();
    await house.names('last: {Левин: Леви\u0301н}');
    expect((await again).names.last.get('левин')?.spoken).toBe('Леви\u0301н');
  });

  test('changes nothing when it has a mistake, and the log says which one', async () => {
    await using house = await watched('menu: {tries: 3}');
    const told = house.logged('settings have mistakes: the last valid ones stay in force');
    await house.settings('language: en\nmenu: {tries: 99}');
    const { mistakes } = await told;
    expect(mistakes).toEqual([
      expect.stringMatching(/settings\.yaml:3:15 menu\.tries: .* → .* from 1 to 4/),
    ]);
    expect(house.watch.current().menu.triesMax).toBe(3);
  });

  test('is not "everything by default" while an editor has it empty', async () => {
    await using house = await watched('menu: {tries: 4}');
    await house.empty();
    expect(await house.watch.reload()).toBe(false);
    expect(house.watch.current().menu.triesMax).toBe(4);
  });

  test('keeps what needs a restart, says so, and applies the rest', async () => {
    await using house = await watched('agi: {port: 4573}');
    const waiting = house.logged('changed settings wait for a restart');
    const changed = house.changed();
    await house.settings('agi: {port: 4600, visits_max: 7}\nmode: shadow\ndata_dir: elsewhere');
    expect((await waiting)['settings']).toEqual(
      expect.arrayContaining(['agi.port', 'agi.visits_max', 'data_dir']),
    );
    const now = await changed;
    expect(now.shadow).toBe(true);
    expect(now.agi).toMatchObject({ port: 4573, visitsMax: 100 });
  });
});

describe('a saved ranking', () => {
  test('is another version of the weights when it is valid', async () => {
    await using house = await watched('');
    const before = house.watch.current().weights;
    const changed = house.changed();
    await house.ranking((text) => text.replace('prior: 5', 'prior: 15'));
    const { weights } = await changed;
    expect(weights.prior).toBe(15);
    expect(weights.version).not.toBe(before.version);
  });

  test('stays the last valid one when it is not', async () => {
    await using house = await watched('');
    const before = house.watch.current();
    await house.ranking((text) => text.replace('prior: 5', 'prior: five'));
    expect(await house.watch.reload()).toBe(false);
    expect(house.watch.current()).toBe(before);
    await house.ranking((text) => text.replace('prior: 5', 'prior: 6'));
    expect(await house.watch.reload()).toBe(true);
    expect(house.watch.current().weights.prior).toBe(6);
  });

  test('with another comment is the same', async () => {
    await using house = await watched('');
    const before = house.watch.current().weights.version;
    await house.ranking((text) => `# of last week\n${text}`);
    await house.watch.reload();
    expect(house.watch.current().weights.version).toBe(before);
  });
});

test('a ranking on trial takes effect, changes and ends while we run', async () => {
  await using house = await watched('');
  const share = async (settings: string) => {
    const changed = house.changed();
    await house.settings(settings);
    return (await changed).canary?.share;
  };
  const trial = 'canary: {ranking_file: ranking.yaml, share: ';
  expect(await share(`${trial}0.1}`)).toBe(0.1);
  expect(await share(`${trial}0.2}`)).toBe(0.2);
  expect(await share('')).toBeUndefined();
});

test('SIGHUP reads the files again', async () => {
  await using house = await watched('menu: {tries: 3}');
  const changed = house.changed();
  await house.settings('menu: {tries: 2}');
  house.signals.emit('SIGHUP');
  expect((await changed).menu.triesMax).toBe(2);
});
