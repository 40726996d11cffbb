/** The same pages asked for and parsed, and nothing done with them: how fast the 1C itself is. Argument: the address. */
const [, , url = ''] = process.argv;
const ENTITY = 'Document_СчетНаОплатуКлиенту';
const PAGE = 1_000;

const began = performance.now();
let rows = 0;
for (;;) {
  const query = `$format=json&$orderby=Date,Ref_Key&$top=${PAGE}&$skip=${rows}`;
  const response = await fetch(`${url}/${encodeURIComponent(ENTITY)}?${query}`);
  const { value } = (await response.json()) as { value: unknown[] };
  rows += value.length;
  if (value.length < PAGE) break;
}
process.send?.({ kind: 'read', rows, tookMs: performance.now() - began }, () => process.exit());
