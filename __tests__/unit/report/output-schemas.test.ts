import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { listEvents, WAITED_JOB } from '../../../src/helm/run-order.js';
import { WORKLOAD_KINDS } from '../../../src/helm/workload.js';
import { TOOLS } from '../../../src/migrations/tools/all.js';
import { findWrongOutputs, JSON_OUTPUTS } from '../../fakes/output-schemas.js';
import { ACTION } from '../../fakes/inputs.js';

interface Schema {
  readonly description?: string;
  readonly items: {
    readonly additionalProperties: boolean;
    readonly required: readonly string[];
    readonly properties: Readonly<
      Record<string, { readonly description?: string; readonly enum?: readonly string[] }>
    >;
  };
}
const schemas = JSON_OUTPUTS.map((name) => {
  const schema = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as Schema;
  return [name, schema] as const;
});
const enumOf = (output: string, property: string) =>
  schemas.find(([name]) => name === output)?.[1].items.properties[property]?.enum;

it.each(schemas)('%s: a schema of draft 2020-12', (_name, schema) => {
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});

it.each(schemas)(
  '%s: every property is described, is always there, and is the only one',
  (_name, schema) => {
    const { additionalProperties, required, properties } = schema.items;
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(Object.keys(properties));
    const undescribed = Object.entries(properties).filter(
      ([, { description = '' }]) => description === '',
    );
    expect(undescribed).toEqual([]);
    expect(schema.description).not.toBe('');
  },
);

it('every output of the action that is JSON has one', () => {
  const outputs = Object.entries(ACTION['outputs'] as Record<string, { description: string }>);
  const json = outputs.filter(([, { description }]) => description.startsWith('JSON:'));
  expect(json.map(([name]) => name).sort()).toEqual([...JSON_OUTPUTS].sort());
});

it('they know all tools, events and kinds of workloads', () => {
  const events = (['install', 'upgrade', 'rollback'] as const).flatMap(listEvents);
  expect(enumOf('migrations', 'tool')).toHaveLength(TOOLS.length);
  expect(enumOf('migrations', 'tool')).toEqual(
    expect.arrayContaining(TOOLS.map(({ name }) => name)),
  );
  expect(enumOf('hooks', 'event')).toEqual(expect.arrayContaining([...events, WAITED_JOB]));
  expect(enumOf('rollout', 'kind')).toEqual(WORKLOAD_KINDS);
});

describe('what is wrong is found', () => {
  const workload = {
    ...{ kind: 'Deployment', namespace: 'shop', name: 'api' },
    ...{ ready: 1, wanted: 2, reason: 'x' },
  };
  it.each<readonly [string, unknown, string]>([
    ['nothing', [workload], ''],
    ['another property', [{ ...workload, more: 1 }], 'must NOT have additional properties'],
    [
      'a missing property',
      [{ ...workload, name: undefined }],
      "must have required property 'name'",
    ],
    ['another type', [{ ...workload, ready: '1' }], 'rollout/0/ready must be integer'],
    ['another kind', [{ ...workload, kind: 'Job' }], 'must be equal to one of the allowed values'],
    ['a second line', [{ ...workload, reason: 'a\nb' }], 'rollout/0/reason must match pattern'],
    ['no list', workload, 'rollout must be array'],
  ])('%s', (_title, value, find) => {
    const found = findWrongOutputs({ rollout: JSON.stringify(value) });
    expect(found).toHaveLength(find === '' ? 0 : 1);
    expect(found.join()).toContain(find);
  });

  it('no JSON', () => {
    expect(findWrongOutputs({ hooks: '' })).toHaveLength(1);
  });
});
