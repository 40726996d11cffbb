/** Ids that came up last; the oldest are forgotten beyond `idsMax`. */
export class Lately {
  readonly #idsMax: number;
  readonly #ids = new Set<string>();

  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  note(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#ids.delete(id);
      this.#ids.add(id);
    }
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#idsMax) break;
      this.#ids.delete(oldest);
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }
}
