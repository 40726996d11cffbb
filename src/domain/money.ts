/** The calendar month that money is counted in: `2026-11`, UTC. */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7);
}

/** Millionths as people write money: `0.001333`, `12.50`. */
export function amountOf(micros: number): string {
  return (micros / 1e6).toFixed(6).replace(/0{1,4}$/, '');
}
