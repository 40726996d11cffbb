/** One record of a CSV file. */
export interface CsvRecord {
  /** Where it begins; the first line is 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** What is wrong with its form, if anything. */
  readonly flaw: 'quoting' | 'too-long' | null;
}

/** No record of ours comes near; a quote that is never closed would otherwise swallow the file. */
const RECORD_LENGTH_MAX = 65_536;
const DELIMITERS = [',', ';', '\t'];

/**
 * Records of RFC 4180: cells in quotes may hold delimiters, line ends and doubled quotes; lines end in LF or CRLF.
 * The delimiter is the one that the first line has most of, for Excel writes semicolons in Russia. Empty lines are
 * left out. After a record that is `too-long` nothing follows: who knows where the next one begins.
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let scanner: CsvScanner | undefined;
  let head = '';
  for await (const chunk of text) {
    head = scanner === undefined ? head + chunk : chunk;
    if (scanner === undefined && !head.includes('\n') && head.length < RECORD_LENGTH_MAX) continue;
    scanner ??= new CsvScanner(delimiterOf(head));
    yield* scanner.scan(head);
    if (scanner.isLost) return;
  }
  // The last line may have no end; a file of one such line was not scanned at all yet.
  const rest = scanner === undefined ? `${head}\n` : '\n';
  scanner ??= new CsvScanner(delimiterOf(head));
  yield* scanner.end(rest);
}

function delimiterOf(head: string): string {
  const [line = ''] = head.split('\n', 1);
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

/** Where we are inside of a record. */
type Place = 'cell-start' | 'bare' | 'quoted' | 'quote-in-quoted';

class CsvScanner {
  readonly #delimiter: string;
  #place: Place = 'cell-start';
  #cell = '';
  #cells: string[] = [];
  #length = 0;
  #line = 1;
  #beganAt = 1;
  #flaw: CsvRecord['flaw'] = null;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** True after a record that is too long. */
  get isLost(): boolean {
    return this.#flaw === 'too-long';
  }

  *scan(text: string): Generator<CsvRecord> {
    for (const char of text) {
      if (char === '\n') this.#line += 1;
      this.#length += 1;
      if (this.#length > RECORD_LENGTH_MAX) {
        this.#flaw = 'too-long';
        yield { line: this.#beganAt, cells: [], flaw: 'too-long' };
        return;
      }
      if (char === '\n' && this.#place !== 'quoted') {
        const record = this.#endRecord();
        if (record.cells.length > 1 || record.cells[0] !== '') yield record;
      } else {
        this.#take(char);
      }
    }
  }

  /** `rest` is the last of the text. A quote that is still open is a flaw of the record it began in. */
  *end(rest: string): Generator<CsvRecord> {
    yield* this.scan(rest);
    if (this.#place !== 'quoted' || this.isLost) return;
    this.#flaw = 'quoting';
    yield this.#endRecord();
  }

  #take(char: string): void {
    switch (this.#place) {
      case 'quoted':
        if (char === '"') this.#place = 'quote-in-quoted';
        else this.#cell += char;
        return;
      case 'quote-in-quoted':
        if (char === '"') {
          this.#cell += char;
          this.#place = 'quoted';
        } else if (char === this.#delimiter) this.#endCell();
        else if (char !== '\r') this.#flaw = 'quoting';
        return;
      case 'cell-start':
      case 'bare':
        if (char === this.#delimiter) this.#endCell();
        else if (char === '"' && this.#place === 'cell-start') this.#place = 'quoted';
        else {
          if (char === '"') this.#flaw = 'quoting';
          this.#cell += char;
          this.#place = 'bare';
        }
        return;
      default:
        this.#place satisfies never;
    }
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#place = 'cell-start';
  }

  #endRecord(): CsvRecord {
    if (this.#place === 'bare' && this.#cell.endsWith('\r')) this.#cell = this.#cell.slice(0, -1);
    this.#endCell();
    const record = { line: this.#beganAt, cells: this.#cells, flaw: this.#flaw };
    this.#cells = [];
    this.#length = 0;
    this.#flaw = null;
    this.#beganAt = this.#line;
    return record;
  }
}
