import type { Result, Row } from './benchmark.ts';

const HEAD = ['what', 'unit', 'telefonistka', 'baseline', 'compared (min … max)', 'aim'];

/** The result as people read it; the same text serves as a table of Markdown. */
export function tableOf(name: string, { baseline, rows, notes }: Result): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [
    `${name}, against ${baseline}`,
    '',
    ...lines.toSpliced(1, 0, rule),
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellsOf({ what, unit, ours, baseline, compared, aim }: Row): string[] {
  const sign = compared?.as === 'difference' ? '' : '× ';
  const { median = 0, min = 0, max = 0 } = compared ?? {};
  return [
    what,
    unit,
    figure(ours),
    baseline === null ? '' : figure(baseline),
    compared === null ? '' : `${sign}${figure(median)} (${figure(min)} … ${figure(max)})`,
    aim ?? '',
  ];
}

/** Three digits that mean something, and no more. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  if (size >= 10) return value.toFixed(1);
  return size >= 1 || size === 0 ? value.toFixed(2) : value.toFixed(3);
}
