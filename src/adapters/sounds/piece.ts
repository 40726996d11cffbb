/** A file that holds a piece, or the same at another rate. */
interface PieceFile {
  readonly name: string;
  /** Less than this, and it is not whole. */
  readonly bytesMin: number;
}

/** A finished fragment in memory. */
export interface Piece {
  /** What it was made of; the same id sounds the same. */
  readonly id: string;
  readonly samples: Int16Array;
  /** What is said. */
  readonly text: string;
  /** Null: it exists in memory only. */
  readonly file: PieceFile | null;
}

/** Pieces by id, as many as fit; who was not asked for longest goes first. */
export interface PieceMemory {
  get(id: string): Piece | undefined;
  put(piece: Piece): void;
  readonly count: number;
  readonly bytes: number;
  /** Another piece of usual size would push one out. */
  readonly isFull: boolean;
}

const ROOM_FOR_ONE_BYTES = 1024 * 1024;

export function createPieceMemory(bytesMax: number): PieceMemory {
  const pieces = new Map<string, Piece>();
  let bytes = 0;
  const forget = (id: string): void => {
    bytes -= pieces.get(id)?.samples.byteLength ?? 0;
    pieces.delete(id);
  };
  return {
    get(id) {
      const piece = pieces.get(id);
      if (piece === undefined) return undefined;
      pieces.delete(id);
      pieces.set(id, piece);
      return piece;
    },
    put(piece) {
      forget(piece.id);
      pieces.set(piece.id, piece);
      bytes += piece.samples.byteLength;
      for (const id of pieces.keys()) {
        if (bytes <= bytesMax || pieces.size === 1) break;
        forget(id);
      }
    },
    get count() {
      return pieces.size;
    },
    get bytes() {
      return bytes;
    },
    get isFull() {
      return bytes + ROOM_FOR_ONE_BYTES > bytesMax;
    },
  };
}
