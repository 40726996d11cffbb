import type { Phrases } from '#domain/voice/phrases.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { RecordedSpeech } from '#ports/speech.ts';
import type { Finishing } from './finishing.ts';
import type { Piece } from './piece.ts';
import { checksum } from './sealed-wav.ts';

/** What people recorded, finished, in memory. */
export interface Recordings {
  /** Looks at the folder again: what is new or changed is taken, what is gone is forgotten. */
  rescan(language: Phrases['language']): Promise<void>;
  /** The first of these names that is recorded, saying `text`. */
  find(names: readonly string[], text: string): Piece | null;
  readonly count: number;
}

/** A company has a few hundred people. */
const RECORDINGS_MAX = 2_000;

interface Take {
  readonly version: string;
  /** Null: it is not fit to be played, which was said once. */
  readonly piece: Omit<Piece, 'text'> | null;
}

export function createRecordings(
  recorded: RecordedSpeech,
  finishing: Finishing,
  log: Log,
): Recordings {
  let takes: ReadonlyMap<string, Take> = new Map();

  async function take(language: Phrases['language'], name: string, version: string): Promise<Take> {
    try {
      const samples = await finishing.finish(await recorded.load(language, name), null, null);
      log.info({ recording: name, language }, 'recording taken: it wins over synthesis');
      return {
        version,
        piece: { id: `recorded ${name} ${checksum(samples)}`, samples, file: null },
      };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn({ recording: name, language, reason: error.message }, 'recording cannot be used');
      return { version, piece: null };
    }
  }

  return {
    async rescan(language) {
      const found = [...(await recorded.list(language))].slice(0, RECORDINGS_MAX);
      const next = new Map<string, Take>();
      for (const [name, version] of found) {
        // The same name sounds different in another language.
        const stamp = `${language} ${version}`;
        const known = takes.get(name);
        next.set(name, known?.version === stamp ? known : await take(language, name, stamp));
      }
      takes = next;
    },
    find(names, text) {
      for (const name of names) {
        const piece = takes.get(name)?.piece;
        if (piece !== null && piece !== undefined) return { ...piece, text };
      }
      return null;
    },
    get count() {
      return takes.size;
    },
  };
}
