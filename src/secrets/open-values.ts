/** `app`, `App`, `APP`, `db01`, `16`, `camelCase`. */
const WORD = /^(?:(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)\d{0,3}|\d{1,4}|[a-z]{2,}(?:[A-Z][a-z]{2,})+)$/;
const VERSION = /^v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/;
const DIGEST = /^sha\d+:[\da-f]{32,128}$/;
/** A host of several labels, an address, or a file: `db-0.example`, `10.0.0.1`, `migrate.py`, each with its port. */
const HOST = /^(?:[a-z\d_](?:[a-z\d_-]{0,62})\.)+[a-z]{2,24}\.?(?::\d+)?$/;
const ADDRESS =
  /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d+)?(?::\d+)?$|^\[?[\da-f:]*::[\da-f:]*\]?(?::\d+)?$/i;
const EMAIL = /^[\w.+-]{1,64}@(?:[\w-]+\.)+[a-z]{2,24}$/i;
const URL = /^[a-z][a-z\d+.-]{0,40}:(?:[a-z\d+.-]{1,40}:)?\/\/([^\s@]*)$/i;
/** A phrase, as for a password of words: a list of names has fewer, or other signs. */
const PHRASE = /^[a-z]+(?: [a-z]+){2,}$/i;
const LONGEST = 512;

/**
 * Whether the form of a text says that it is no secret: a name of words, a host, an address, a path, an image, a
 * version, a URL without a login, or a list of such. Only where the name of the value does not say otherwise.
 */
export function looksOpen(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST || PHRASE.test(trimmed)) return false;
  const rest = URL.exec(trimmed)?.[1];
  if (rest !== undefined) return piecesOf(rest, /[/?&=:,#]+/).every(isOpenPiece);
  return piecesOf(trimmed, /[,;|\s]+/).every((piece) => isOpenItem(piece));
}

/**
 * Whether a text looks like key material: no white space, 8 characters or more, and a mixture that no name, path or
 * code has.
 */
export function looksRandom(text: string): boolean {
  const { length } = text;
  if (length < 8 || /[\s()[\]{}<>"'`]/.test(text) || looksOpen(text)) return false;
  const [lower, upper, digit] = [/[a-z]/, /[A-Z]/, /\d/].map((kind) => kind.test(text));
  const symbol = /[^\w.:/@-]/.test(text);
  const kinds = [lower, upper, digit, symbol].filter(Boolean).length;
  if (kinds >= 3) return true;
  if (length >= 16 && digit === true && kinds === 2) return true;
  return length >= 20 && lower === true && upper === true;
}

function piecesOf(text: string, parting: RegExp): readonly string[] {
  return text.split(parting).filter((piece) => piece !== '');
}

function isOpenItem(item: string): boolean {
  if ([HOST, ADDRESS, VERSION, EMAIL, DIGEST].some((form) => form.test(item))) return true;
  if (/[^\w./:@~-]/.test(item)) return false;
  return piecesOf(item, /[/:@]+/).every(isOpenPiece);
}

/** One name within a path, an image or a URL. */
function isOpenPiece(piece: string): boolean {
  if ([HOST, ADDRESS, VERSION].some((form) => form.test(piece)) || /^[\da-f]{64}$/.test(piece))
    return true;
  return piecesOf(piece, /[._~-]+/).every((word) => WORD.test(word));
}
