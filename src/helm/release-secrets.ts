import { readSecretObject, type SecretObject } from '../objects/secret-object.js';
import {
  isMapping,
  listOf,
  type Mapping,
  mappingOf,
  readYaml,
  splitDocuments,
  textOf,
} from '../text/yaml.js';

/** Where a manifest may hold a Secret: the word has to be in it, and most documents are spared the parser. */
const SECRET = /\bSecret(?:List)?\b|\bkind: *["']?List\b/;

/**
 * The Secrets of a release, hooks among them, as the JSON of its record has them: rendered, with their values in plain.
 * Empty where the text is not a record. `pkg/release/v1/release.go` (helm v4.3.1).
 */
export function readReleaseSecrets(json: string): readonly SecretObject[] {
  const record = parse(json);
  const hooks = listOf(record['hooks']).filter(isMapping);
  const manifests = [record['manifest'], ...hooks.map((hook) => hook['manifest'])];
  const namespace = textOf(record['namespace']) ?? '';
  return manifests
    .filter((manifest) => typeof manifest === 'string')
    .flatMap(splitDocuments)
    .filter((document) => SECRET.test(document))
    .map(readYaml)
    .flatMap((reading) => (reading.kind === 'mapping' ? listObjects(reading.mapping) : []))
    .map((object) => readSecretObject(object, namespace))
    .filter((secret) => secret !== undefined);
}

/** An object, or those that a List holds. */
function listObjects(object: Mapping): readonly Mapping[] {
  const items = object['items'];
  const isList = typeof object['kind'] === 'string' && object['kind'].endsWith('List');
  if (!isList || !Array.isArray(items)) return [object];
  // Items of a SecretList need not say their kind.
  const kind = object['kind'] === 'SecretList' ? { kind: 'Secret' } : {};
  return items.filter(isMapping).map((item) => ({ ...kind, ...item }));
}

function parse(json: string): Mapping {
  try {
    return mappingOf(JSON.parse(json));
  } catch {
    return {};
  }
}
