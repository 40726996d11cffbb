import type { OffersMade, RememberedProspect } from '#ports/house.ts';

/** Offers of the last `callsMax` calls. The oldest call is forgotten first: it ends in the queue, as planned. */
export class OfferMemory implements OffersMade {
  readonly #callsMax: number;
  readonly #calls = new Map<string, readonly RememberedProspect[]>();

  constructor(callsMax: number) {
    this.#callsMax = callsMax;
  }

  remember(linkedid: string, prospects: Parameters<OffersMade['remember']>[1]): void {
    this.#calls.delete(linkedid);
    this.#calls.set(
      linkedid,
      prospects.map((prospect) => ({ ...prospect, tried: false })),
    );
    for (const oldest of this.#calls.keys()) {
      if (this.#calls.size <= this.#callsMax) break;
      this.#calls.delete(oldest);
    }
  }

  strike(linkedid: string, employeeId: string): void {
    const prospects = this.recall(linkedid);
    if (!this.#calls.has(linkedid)) return;
    this.#calls.set(
      linkedid,
      prospects.map((one) => (one.employeeId === employeeId ? { ...one, tried: true } : one)),
    );
  }

  recall(linkedid: string): readonly RememberedProspect[] {
    return this.#calls.get(linkedid) ?? [];
  }
}
