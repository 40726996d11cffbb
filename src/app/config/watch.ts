import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Log } from '#ports/log.ts';
import { changedParts, withoutRestart } from './changes.ts';
import type { Config } from './config.ts';
import { readConfig, type Reading } from './load.ts';
import { mistakeInWords } from './mistake.ts';
import type { Settings } from './settings.ts';

/** Editors save in several steps; we look when the last one is done. */
const QUIET_MS = 300;

/** The settings as they are now. */
export interface ConfigWatch extends Disposable {
  current(): Config;
  /** Calls back after each change that took effect, with what it was before. */
  onChange(listener: (now: Config, before: Config) => void): void;
  /** Reads the files again, as a SIGHUP does; whether what they say is in force now. */
  reload(): Promise<boolean>;
}

interface Around {
  readonly log: Log;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where SIGHUP arrives. */
  readonly signals?: Pick<NodeJS.Process, 'on' | 'off'>;
}

/**
 * Watches everything that `first` was read from. What is valid takes effect at once; with a mistake in any file all
 * of them stay as they were. Settings that need a restart wait for it, and the log names them.
 */
export function watchConfig(
  first: Reading,
  { log, env = process.env, signals = process }: Around,
): ConfigWatch {
  if (first.config === null || first.settings === null)
    throw new RangeError('watchConfig: nothing valid to begin with');
  let config: Config = first.config;
  let settings: Settings = first.settings;
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** One reading at a time; who asks meanwhile gets the next one. */
  let turn: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(now: Config, before: Config) => void>();

  const reload = (): Promise<boolean> => {
    const result = turn.then(readAgain);
    turn = result.catch(() => undefined);
    return result;
  };

  async function readAgain(): Promise<boolean> {
    let waiting: readonly string[] = [];
    const reading = await readConfig(config.file, env, (next) => {
      const kept = withoutRestart(settings, next);
      waiting = kept.waiting;
      return kept.settings;
    });
    watchFiles(reading.files);
    if (reading.config === null || reading.settings === null) {
      const mistakes = reading.mistakes.map((mistake) => mistakeInWords(mistake, reading.language));
      log.warn({ mistakes }, 'settings have mistakes: the last valid ones stay in force');
      return false;
    }
    if (waiting.length > 0) log.warn({ settings: waiting }, 'changed settings wait for a restart');
    const changed = changedParts(config, reading.config);
    const before = config;
    [config, settings] = [reading.config, reading.settings];
    if (changed.length === 0) return true;
    log.info({ changed, weights: config.weights.version }, 'settings reloaded');
    for (const listener of listeners) listener(config, before);
    return true;
  }

  function watchFiles(files: readonly string[]): void {
    for (const watcher of watchers) watcher.close();
    // Folders, not files: an editor saves by putting another file in the place.
    const folders = Map.groupBy(files, (file) => dirname(file));
    watchers = Array.from(folders, ([folder, inside]) => watcherOf(folder, inside)).filter(
      (watcher) => watcher !== null,
    );
  }

  function watcherOf(folder: string, files: readonly string[]): FSWatcher | null {
    const names = new Set(files.map((file) => basename(file)));
    try {
      return watch(folder, { persistent: false }, (_, name) => {
        if (name === null || names.has(name)) soon();
      }).on('error', (error) =>
        log.warn({ folder, err: error }, 'settings folder is not watched any more'),
      );
    } catch (error) {
      log.warn({ folder, err: error }, 'settings folder cannot be watched: reload by SIGHUP');
      return null;
    }
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), QUIET_MS);
    timer.unref();
  }

  const onHangup = (): void => void reload();
  signals.on('SIGHUP', onHangup);
  watchFiles(first.files);

  return {
    current: () => config,
    onChange: (listener) => void listeners.add(listener),
    reload,
    [Symbol.dispose]: () => {
      signals.off('SIGHUP', onHangup);
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
