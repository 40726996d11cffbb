/** So many at once; the others wait in their order. */
export interface Places {
  /** Runs `work` as soon as a place is free. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createPlaces(count: number): Places {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (free > 0) free -= 1;
      // Whoever leaves hands the place over, so `free` stays 0 and nobody can slip in between.
      else await new Promise<void>((admitted) => waiting.push(admitted));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
