/**
 * How res_agi.c (parse_args) takes a line apart: quotes only start a word after white space, a backslash takes the
 * next character as it is, and more than 127 words are a crash on the real one (asterisk.md, 1.5).
 */
export function agiArguments(line: string): string[] {
  const words: string[] = [];
  let isQuoted = false;
  let isEscaped = false;
  let isBetween = true;
  const begin = () => {
    words.push('');
    isBetween = false;
  };
  for (const character of line) {
    if (character === '"' && !isEscaped) {
      isQuoted = !isQuoted;
      if (isQuoted && isBetween) begin();
    } else if ((character === ' ' || character === '\t') && !isQuoted && !isEscaped) {
      isBetween = true;
    } else if (character === '\\' && !isEscaped) {
      isEscaped = true;
    } else {
      if (isBetween) begin();
      words[words.length - 1] += character;
      isEscaped = false;
    }
  }
  return words;
}

/** Expands `${…}`, inner ones first, as GET FULL VARIABLE does; what comes out is not expanded again. */
export function expanded(template: string, read: (name: string) => string): string {
  let out = '';
  for (let at = 0; at < template.length;) {
    if (!template.startsWith('${', at)) {
      out += template[at];
      at += 1;
      continue;
    }
    const end = closingBrace(template, at + 2);
    out += read(expanded(template.slice(at + 2, end), read));
    at = end + 1;
  }
  return out;
}

/** URIENCODE: everything but letters, digits and a few marks as %XX of its bytes. */
export function uriEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function closingBrace(template: string, from: number): number {
  let depth = 1;
  for (let at = from; at < template.length; at += 1) {
    if (template.startsWith('${', at)) depth += 1;
    if (template[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return template.length;
}
