import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.js';
import { makeOutputs, type OutputFacts, type Outputs } from '../../src/report/outputs.js';

/** The outputs that are JSON, each with a schema of its own in `schema/`. */
export const JSON_OUTPUTS = ['changes', 'hooks', 'migrations', 'rollout'] as const;

const FOLDER = join(import.meta.dirname, '../../schema');
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
const validators = JSON_OUTPUTS.map((name) => {
  const schema = JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as object;
  return [name, ajv.compile(schema)] as const;
});

/** What the schemas say against the outputs of a step, a sentence each; an output that is not there is not judged. */
export function findWrongOutputs(outputs: Readonly<Partial<Record<string, string>>>) {
  return validators.flatMap(([name, validate]) => {
    const json = outputs[name];
    if (json === undefined) return [];
    if (validate(parse(json))) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) =>
        `${name}${instancePath} ${message ?? 'is wrong'}: ${json.slice(0, 500)}`,
    );
  });
}

/** Throws where outputs do not fit their schemas. */
export function checkOutputs(outputs: Readonly<Partial<Record<string, string>>>): void {
  const wrong = findWrongOutputs(outputs);
  if (wrong.length > 0)
    throw new Error(`The outputs do not fit their schemas:\n${wrong.join('\n')}`);
}

/** What is no JSON is no list either. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The outputs, as their schemas have them. Throws where they are not. */
export function makeValidOutputs(diagnosis: Diagnosis, facts: OutputFacts): Outputs {
  const outputs = makeOutputs(diagnosis, facts);
  checkOutputs({ ...outputs });
  return outputs;
}
