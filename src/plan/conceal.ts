import { isMapping, type Mapping, mappingOf } from '../text/yaml.js';

/** Hides what must not be shown in a text, and tells whether the value of a key must not be. */
export interface Veil {
  readonly redact: (text: string) => string;
  readonly isSecret: (name: string, value: string) => boolean;
}

const HIDDEN = '(hidden)';
const HIDDEN_NEW = '(hidden, another value)';

/**
 * Two versions of an object as they may be shown: what is secret is hidden, and where it differs, that it does. Of a
 * Secret no value is shown.
 */
export function concealBoth(
  before: Mapping,
  after: Mapping,
  veil: Veil,
): readonly [before: Mapping, after: Mapping] {
  const open = { veil, isSecret: false };
  return [mappingOf(conceal(before, undefined, open)), mappingOf(conceal(after, before, open))];
}

interface Place {
  readonly veil: Veil;
  /** All values here are those of a Secret. */
  readonly isSecret: boolean;
  readonly name?: string;
}

/** `other` is the value in its place before; undefined where it need not be told from it. */
function conceal(value: unknown, other: unknown, place: Place): unknown {
  if (Array.isArray(value)) {
    const others: readonly unknown[] = Array.isArray(other) ? other : [];
    return value.map((item, index) => conceal(item, others[index], place));
  }
  if (isMapping(value)) return concealMapping(value, other, place);
  if (place.isSecret && value !== null) return hide(value, other);
  return typeof value === 'string' ? concealText(value, other, place) : value;
}

function concealText(text: string, other: unknown, { veil, name = '' }: Place): string {
  if (veil.isSecret(name, text)) return hide(text, other);
  const shown = veil.redact(text);
  const isOther = shown !== text && other !== undefined && other !== text;
  return isOther ? `${shown} ${HIDDEN_NEW}` : shown;
}

function concealMapping(value: Mapping, other: unknown, { veil, isSecret }: Place): Mapping {
  const before = mappingOf(other);
  // A variable of a container says its name beside its value.
  const named = typeof value['name'] === 'string' ? value['name'] : undefined;
  const isSecretIn = (key: string) =>
    isSecret || (key === 'stringData' && value['kind'] === 'Secret');
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key === 'value' && named !== undefined ? named : key;
      return [key, conceal(item, before[key], { veil, isSecret: isSecretIn(key), name })];
    }),
  );
}

function hide(value: unknown, other: unknown): string {
  return other === undefined || other === value ? HIDDEN : HIDDEN_NEW;
}
