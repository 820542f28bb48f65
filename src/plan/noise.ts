import { isMapping, type Mapping } from '../text/yaml.js';

/** Stands in the place of a value that is another one in each rendering. */
const VOLATILE = '(changes with each rendering)';
const CHECKSUM = '(checksum)';
const CHECKSUM_KEY = /^checksum\/|[./-]checksum$/;

/**
 * `object` without what changes by itself: checksums in annotations, and what two renderings of the same chart, `one`
 * and `other`, do not have in common.
 */
export function quiet(object: Mapping, one: unknown, other: unknown): Mapping {
  return quietValue(object, one, other) as Mapping;
}

function quietValue(value: unknown, one: unknown, other: unknown): unknown {
  if (isMapping(value)) {
    const [left, right] = [one, other].map((it) => (isMapping(it) ? it : {}));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'annotations' && isMapping(item)
          ? quietValue(withoutChecksums(item), left?.[key], right?.[key])
          : quietValue(item, left?.[key], right?.[key]),
      ]),
    );
  }
  if (Array.isArray(value) && Array.isArray(one) && Array.isArray(other))
    return value.map((item, index) => quietValue(item, one[index], other[index]));
  const isVolatile = one !== undefined && other !== undefined && !isSame(one, other);
  return isVolatile ? VOLATILE : value;
}

function withoutChecksums(annotations: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [
      key,
      CHECKSUM_KEY.test(key) ? CHECKSUM : value,
    ]),
  );
}

/** Whether two values read from YAML are the same, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (isMapping(one) && isMapping(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => key in other && isSame(one[key], other[key]))
    );
  }
  return one === other;
}
