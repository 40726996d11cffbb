import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { setImmediate as callsFirst } from 'node:timers/promises';
import { remembered } from '#adapters/plumbing/remembered.ts';
import { fragmentOf, type Fragment } from '#domain/voice/fragments.ts';
import type { Phrases, Prompt, PromptPart } from '#domain/voice/phrases.ts';
import { withoutStress } from '#domain/voice/stress.ts';
import { utterancesOf, type Utterance, type VoiceMode } from '#domain/voice/words.ts';
import type { PlayableSound } from '#ports/sounds.ts';
import type { Maker } from './maker.ts';
import { menuId, type MenuPiece, type Menus } from './menus.ts';
import type { Piece } from './piece.ts';
import { durationMs, type PlayRateHz } from './rate.ts';
import type { Recordings } from './recordings.ts';

/** What can be said with what there is, without making anything. */
export interface Shelf {
  /** Null when a fragment is missing, or the disk refuses the file. Asks for whatever could be better. */
  take(prompt: Prompt): Promise<PlayableSound | null>;
  /**
   * Whether the prompt can be taken, before anybody calls; a menu is glued for that. A sentence of words is not: every
   * employee has five, glued they would be as large as sentences spoken whole, and in a call it costs a millisecond.
   */
  prepare(prompt: Prompt): Promise<boolean>;
  /** Fragments of these prompts that only an engine can make, each once. However many: calls get their turn. */
  toBeMade(prompts: readonly Prompt[]): Promise<readonly string[]>;
}

export interface ShelfOptions {
  readonly wording: () => {
    readonly phrases: Phrases;
    readonly company: string;
    readonly mode: VoiceMode;
  };
  readonly recordings: Pick<Recordings, 'find'>;
  readonly generic: (phrase: string) => Piece | undefined;
  readonly maker: Pick<Maker, 'inMemory' | 'idealId' | 'want'>;
  readonly menus: Menus;
  readonly rateHz: PlayRateHz;
  /** A fragment was said to somebody. */
  readonly used: (piece: Piece) => void;
}

/** A fragment, and what an engine is asked for where nobody recorded it. */
interface Split {
  readonly fragment: Fragment;
  readonly utterances: readonly Utterance[];
}

interface Chosen extends Utterance {
  readonly phrase: Fragment['phrase'];
  /** Told in receipts in place of the piece's own text: the sentence at its first word, nothing at the others. */
  readonly told: string | null;
  /** What we have: a recording, else an engine's speech, else a generic phrase, else nothing. */
  readonly piece: Piece | null;
  /** What we would like to have. */
  readonly idealId: string | null;
}

/** What a company of a thousand people says, with the keys of three positions. */
const PARTS_REMEMBERED_MAX = 20_000;
/** So many prompts are looked at before whoever calls is answered. */
const PROMPTS_PER_TURN = 100;

/** Said before the thing itself; a caller can do without. */
const COURTESIES = new Set<Fragment['phrase']>(['greeting', 'no_match', 'no_input']);

export function createShelf(options: ShelfOptions): Shelf {
  const { wording, recordings, generic, maker, menus, rateHz, used } = options;
  let splitBy = splitter(wording());

  function split(prompt: Prompt): readonly Split[] {
    const words = wording();
    if (words.phrases !== splitBy.phrases) splitBy = splitter(words);
    return prompt
      .map((part) => splitBy.split(JSON.stringify(part)))
      .filter(({ fragment }) => fragment.text !== '');
  }

  function choose({ fragment, utterances }: Split): readonly Chosen[] {
    const { phrase, text, pauseAfterMs } = fragment;
    const recording = recordings.find(fragment.recordedAs, text);
    if (recording !== null)
      return [{ phrase, text, told: null, pauseAfterMs, piece: recording, idealId: recording.id }];
    return utterances.map((one, at) => {
      const isWhole = utterances.length === 1;
      const spare = isWhole ? generic(phrase) : undefined;
      const told = isWhole ? null : at === 0 ? text : '';
      const piece = maker.inMemory(one.text) ?? spare ?? null;
      const idealId = maker.idealId(one.text) ?? piece?.id ?? null;
      return { ...one, phrase, told, piece, idealId };
    });
  }

  /** A prompt of one fragment needs no glue, if its file is still there. */
  async function asFile({ file, samples, text }: Piece): Promise<PlayableSound | null> {
    if (file === null) return null;
    const about = await stat(file.name).catch(() => null);
    if (about === null || !about.isFile() || about.size <= file.bytesMin) return null;
    const path = file.name.slice(0, -extname(file.name).length);
    return { path, durationMs: durationMs(samples.length, rateHz), text: withoutStress(text) };
  }

  /** The disk refuses: without its courtesies a prompt may be one fragment, whose file exists. */
  async function bare(chosen: readonly Chosen[]): Promise<PlayableSound | null> {
    const [only, another] = chosen.filter(({ phrase }) => !COURTESIES.has(phrase));
    if (only === undefined || another !== undefined) return null;
    const spare = generic(only.phrase);
    return (
      (only.piece && (await asFile(only.piece))) ?? (spare === undefined ? null : asFile(spare))
    );
  }

  const shelf: Shelf = {
    async take(prompt) {
      const chosen = split(prompt).flatMap(choose);
      if (chosen.length === 0) return null;
      for (const { text, piece, idealId } of chosen) {
        if (piece?.id !== idealId) maker.want(text);
        if (piece !== null) used(piece);
      }
      const best = await menus.find(idOf(chosen, ({ idealId }) => idealId));
      if (best !== null) return best;
      const pieces = chosen.flatMap(({ piece, told, pauseAfterMs }): MenuPiece[] =>
        piece === null ? [] : [{ ...piece, text: told ?? piece.text, pauseAfterMs }],
      );
      if (pieces.length < chosen.length) return null;
      const [only] = chosen;
      const single = chosen.length === 1 && only?.piece ? await asFile(only.piece) : null;
      const id = menuId(pieces);
      const whole = single ?? (await menus.find(id)) ?? (await menus.glue(id, pieces));
      return whole ?? bare(chosen);
    },
    async prepare(prompt) {
      const chosen = split(prompt).flatMap(choose);
      if (prompt.length === 1 && chosen.length > 1)
        return chosen.every(({ piece }) => piece !== null);
      return (await shelf.take(prompt)) !== null;
    },
    async toBeMade(prompts) {
      const texts = new Set<string>();
      for (const [i, prompt] of prompts.entries()) {
        if (i % PROMPTS_PER_TURN === 0) await callsFirst();
        for (const { fragment, utterances } of split(prompt))
          if (recordings.find(fragment.recordedAs, fragment.text) === null)
            for (const { text } of utterances) texts.add(text);
      }
      return [...texts];
    },
  };
  return shelf;
}

/** The fragment of a part, told as JSON, by these phrases. */
function splitter({ phrases, company, mode }: ReturnType<ShelfOptions['wording']>) {
  const make = (json: string): Split => {
    const part = JSON.parse(json) as PromptPart;
    const fragment = fragmentOf(part, phrases, company);
    const { language } = phrases;
    return { fragment, utterances: utterancesOf(fragment, part, { mode, language }) };
  };
  return { phrases, split: remembered(make, PARTS_REMEMBERED_MAX) };
}

function idOf(chosen: readonly Chosen[], id: (one: Chosen) => string | null): string {
  return menuId(chosen.map((one) => ({ id: id(one) ?? '', pauseAfterMs: one.pauseAfterMs })));
}
