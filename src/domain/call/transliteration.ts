/** As in Russian passports since 2013 (ICAO 9303): a telephone shows the name as its bearer writes it. */
const RUSSIAN =
  'а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f ' +
  'х kh ц ts ч ch ш sh щ shch ъ ie ы y э e ю iu я ia';
/** Letters of neighbours that occur in names of clients, and a sign. */
const OTHERS = 'і i ї i є ie ґ g ў u № No';

const LATIN: ReadonlyMap<string, string> = new Map([
  ['ь', ''],
  ...Array.from(
    `${RUSSIAN} ${OTHERS}`.matchAll(/(\S+) (\S+)/g),
    ([, from = '', to = '']) => [from, to] as const,
  ),
]);

/** Russian text in Latin letters; everything else stays as it is. */
export function transliterated(text: string): string {
  const letters = [...text];
  return letters
    .map((letter, index) => {
      const latin = LATIN.get(letter.toLowerCase());
      if (latin === undefined) return letter;
      if (letter === letter.toLowerCase()) return latin;
      return isShouted(letters, index) ? latin.toUpperCase() : capitalised(latin);
    })
    .join('');
}

/** «ЩУКИН» is SHCHUKIN, «Щукин» is Shchukin: the neighbours tell. */
function isShouted(letters: readonly string[], index: number): boolean {
  const neighbour = [letters[index + 1], letters[index - 1]].find(
    (it) => it !== undefined && /\p{L}/u.test(it),
  );
  return neighbour !== undefined && neighbour !== neighbour.toLowerCase();
}

function capitalised(latin: string): string {
  return latin.slice(0, 1).toUpperCase() + latin.slice(1);
}
