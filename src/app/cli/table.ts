/** Rows as columns, two blanks between; numbers are the caller's to align. No line ends in blanks. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach(
      (cell, column) => (widths[column] = Math.max(widths[column] ?? 0, [...cell].length)),
    );
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** 0.4312 → `43.1 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** 0.0312 → `+0.031`, with a real minus. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** The same as a page in that language writes it: `43,1 %` */
export function percentIn(language: 'ru' | 'en', share: number): string {
  return language === 'ru' ? percent(share).replace('.', ',') : percent(share);
}

/** Unix seconds → `2026-03-01 14:05` on the clock of that zone (IANA). */
export function clockIn(zone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return (seconds) => format.format(seconds * 1000);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length);
}
