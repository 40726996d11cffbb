/**
 * The same function, worked out once for each text: what calls ask for again and again. Begins anew when it has
 * remembered `textsMax` of them, so that texts from outside cannot fill the memory.
 */
export function remembered<V>(make: (text: string) => V, textsMax: number): (text: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.value;
    const value = make(text);
    if (known.size >= textsMax) known.clear();
    known.set(text, { value });
    return value;
  };
}
