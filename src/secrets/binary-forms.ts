/** What a secret of 6 bytes leaves of itself in the base64 of a longer text. */
const SHORTEST_BASE64 = 7;

/**
 * What does not change of the text's base64, wherever in a longer text it stands: at each of the three offsets, without
 * the characters at its edges that hold bits of its neighbours, and with its end where the longer text ends with it, in
 * both alphabets of RFC 4648.
 */
export function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = Math.floor((shifted.length * 8) / 6);
    const end = shifted.toString('base64').slice(Math.ceil((offset * 8) / 6));
    const form = end.slice(0, whole - Math.ceil((offset * 8) / 6));
    if (form.length < SHORTEST_BASE64) return [];
    return [end, end.replaceAll('=', ''), form].flatMap((one) => [
      one,
      one.replaceAll('+', '-').replaceAll('/', '_'),
    ]);
  });
}

/** The bytes of the text as hexadecimal numbers, in either case, also where each is percent-encoded. */
export function hexForms(text: string): readonly string[] {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return [hex, hex.toUpperCase()].flatMap((form) => [form, form.replaceAll(/../g, '%$&')]);
}
