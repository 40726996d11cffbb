import { inspect } from 'node:util';

/** A value that does not show itself: neither in a string, nor in JSON, nor in a log, nor in a debugger's dump. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** For the one place that sends it to where it belongs. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

const HIDDEN = '[secret]';
