/** State that is taken as a list now and then, and changes one entry at a time in between. */
export interface Listed<Value> {
  get(key: string): Value | undefined;
  entries(): Iterable<readonly [string, Value]>;
  /** One entry changed; null: it is gone. */
  change(key: string, value: Value | null): void;
  /**
   * Replaces everything by the list, except what changed while the list was on its way: of a change and a list that
   * cross, the change is believed, for its last word always comes after the list's.
   */
  replace(list: () => Promise<ReadonlyMap<string, Value>>): Promise<void>;
  clear(): void;
}

export function createListed<Value>(): Listed<Value> {
  let live = new Map<string, Value>();
  let crossed: Map<string, Value | null> | null = null;

  function put(into: Map<string, Value>, key: string, value: Value | null): void {
    if (value === null) into.delete(key);
    else into.set(key, value);
  }

  return {
    get: (key) => live.get(key),
    entries: () => live.entries(),
    change(key, value) {
      put(live, key, value);
      crossed?.set(key, value);
    },
    async replace(list) {
      const changes = new Map<string, Value | null>();
      crossed = changes;
      try {
        const next = new Map(await list());
        for (const [key, value] of changes) put(next, key, value);
        live = next;
      } finally {
        if (crossed === changes) crossed = null;
      }
    },
    clear() {
      live = new Map();
    },
  };
}
