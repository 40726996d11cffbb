import type { Made } from './sealed-wav.ts';

/** A fragment that stands on disk. */
export interface KeptFragment {
  readonly key: string;
  readonly bytes: number;
  /** Null: its file was not looked into yet. */
  readonly text: string | null;
  /** Null: nobody noted it. */
  readonly made: Made | null;
  /** Unix milliseconds. */
  readonly usedAtMs: number;
}

/** What stands on disk, known without looking there. */
export interface Catalogue {
  add(fragment: KeptFragment): void;
  drop(key: string): void;
  has(key: string): boolean;
  /** Which take stands there; 1 where none does. */
  takeOf(key: string): number;
  /** The latest speech of this text, whoever spoke it; null: nobody did. */
  sameText(text: string): string | null;
  /** It was of use just now. */
  used(key: string): void;
  /** What was of use since this was asked last. */
  takeUsed(): readonly KeptFragment[];
  all(): readonly KeptFragment[];
  readonly bytes: number;
}

export function createCatalogue(now: () => Date): Catalogue {
  const fragments = new Map<string, KeptFragment>();
  /** Latest first. */
  const byText = new Map<string, readonly KeptFragment[]>();
  const used = new Set<string>();
  let bytes = 0;

  function drop(key: string): void {
    const known = fragments.get(key);
    if (known === undefined) return;
    fragments.delete(key);
    used.delete(key);
    bytes -= known.bytes;
    if (known.text !== null) list(known.text, withoutKey(known.text, key));
  }

  function list(text: string, same: readonly KeptFragment[]): void {
    if (same.length === 0) byText.delete(text);
    else byText.set(text, same);
  }

  const withoutKey = (text: string, key: string): readonly KeptFragment[] =>
    (byText.get(text) ?? []).filter((one) => one.key !== key);

  return {
    drop,
    add(found) {
      // What was noted of its use here is newer than what its file says.
      const usedAtMs = Math.max(found.usedAtMs, fragments.get(found.key)?.usedAtMs ?? 0);
      const isUsed = used.has(found.key);
      drop(found.key);
      const fragment = { ...found, usedAtMs };
      if (isUsed) used.add(fragment.key);
      fragments.set(fragment.key, fragment);
      bytes += fragment.bytes;
      const { text } = fragment;
      if (text === null) return;
      const same = [fragment, ...withoutKey(text, fragment.key)];
      list(
        text,
        same.toSorted((a, b) => (b.made?.atMs ?? 0) - (a.made?.atMs ?? 0)),
      );
    },
    has: (key) => fragments.has(key),
    takeOf: (key) => fragments.get(key)?.made?.take ?? 1,
    sameText: (text) => byText.get(text)?.[0]?.key ?? null,
    used(key) {
      const known = fragments.get(key);
      if (known === undefined) return;
      fragments.set(key, { ...known, usedAtMs: now().getTime() });
      used.add(key);
    },
    takeUsed() {
      const found = [...used].flatMap((key) => fragments.get(key) ?? []);
      used.clear();
      return found;
    },
    all: () => [...fragments.values()],
    get bytes() {
      return bytes;
    },
  };
}
