/** Clients whose rating changed last, newest first; the oldest are forgotten beyond `clientsMax`. */
export class LatelyRated {
  readonly #clientsMax: number;
  readonly #clients = new Set<string>();

  constructor(clientsMax: number) {
    this.#clientsMax = clientsMax;
  }

  note(clientIds: Iterable<string>): void {
    for (const clientId of clientIds) {
      this.#clients.delete(clientId);
      this.#clients.add(clientId);
    }
    for (const oldest of this.#clients) {
      if (this.#clients.size <= this.#clientsMax) break;
      this.#clients.delete(oldest);
    }
  }

  newestFirst(): readonly string[] {
    return [...this.#clients].reverse();
  }
}
