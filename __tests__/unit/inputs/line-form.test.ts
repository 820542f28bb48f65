import { describe, expect, it } from '@jest/globals';
import { fakeHost } from '../../fakes/host.js';
import { FILES, parse, refuse } from '../../fakes/inputs.js';

const host = fakeHost({ ...FILES, '/work/a.yaml': '', '/work/b.yaml': '', '/work/[x].yaml': '' });
const say = (name: string, given: string) => {
  const { code, message, hint } = refuse({ [name]: given }, host);
  expect(code).toBe('bad-input');
  return `${message} ${hint}`;
};

const PLAIN = 'expected one item per line, as plain text, got';
const PAIRS = 'expected "key=value" in each line, got';
const YAML = 'Values as YAML or JSON belong in "values-inline".';

// With helm 3.22.0 and 4.3.1, most lines of "set" below set a key such as "--set a" or "- a", and all is green.
describe('a list as others take it is refused, with the right form', () => {
  it.each([
    [
      'values',
      '- a.yaml',
      `${PLAIN} a YAML list. Leave out the "- " before each item, as in deploy/values.yaml.`,
    ],
    [
      'values',
      '-',
      `${PLAIN} a YAML list. Leave out the "- " before each item, as in deploy/values.yaml.`,
    ],
    [
      'values',
      '["a.yaml","b.yaml"]',
      `${PLAIN} a list in brackets. Leave out brackets and quotes, as in deploy/values.yaml.`,
    ],
    [
      'values',
      '[a.yaml, b.yaml]',
      `${PLAIN} a list in brackets. Leave out brackets and quotes, as in deploy/values.yaml.`,
    ],
    [
      'values',
      '[',
      `${PLAIN} a list in brackets. Leave out brackets and quotes, as in deploy/values.yaml.`,
    ],
    [
      'values',
      '"a.yaml",',
      `${PLAIN} an item in quotes. Leave out the quotes, as in deploy/values.yaml.`,
    ],
    [
      'values',
      "'a.yaml'",
      `${PLAIN} an item in quotes. Leave out the quotes, as in deploy/values.yaml.`,
    ],
    ['values', '-f a.yaml', `${PLAIN} the flag -f. Leave out the flag, as in deploy/values.yaml.`],
    [
      'values',
      '--values=a.yaml',
      `${PLAIN} the flag --values. Leave out the flag, as in deploy/values.yaml.`,
    ],
    ['values', '--set a=b', `${PLAIN} the flag --set. Use the input "set", without the flag.`],
    [
      'values',
      'a.yaml,b.yaml',
      'expected one file per line, without commas or double quotes in its name, got "a.yaml,b.yaml". Write each file on a line of its own. In a URL, write a comma as %2C.',
    ],
    ['set', '--set a=b', `${PLAIN} the flag --set. Leave out the flag, as in image.tag=1.2.3.`],
    ['set', '--set=a=b', `${PLAIN} the flag --set. Leave out the flag, as in image.tag=1.2.3.`],
    [
      'set',
      '--set-string a=b',
      `${PLAIN} the flag --set-string. Use the input "set-string", without the flag.`,
    ],
    ['set', '-f a=b', `${PLAIN} the flag -f. Use the input "values", without the flag.`],
    [
      'set',
      '--version=1.2.3',
      `${PAIRS} a flag. Leave out the flag. Other flags belong in "helm-args".`,
    ],
    [
      'set',
      '- a=b',
      `${PLAIN} a YAML list. Leave out the "- " before each item, as in image.tag=1.2.3.`,
    ],
    [
      'set',
      '["a=b"]',
      `${PLAIN} a list in brackets. Leave out brackets and quotes, as in image.tag=1.2.3.`,
    ],
    ['set', '"a=b"', `${PLAIN} an item in quotes. Leave out the quotes, as in image.tag=1.2.3.`],
    ['set', '"a"="b"', `${PAIRS} a key in quotes or brackets. Leave them out. ${YAML}`],
    ['set', '{"a": "b=c"}', `${PAIRS} a key in quotes or brackets. Leave them out. ${YAML}`],
    ['set', 'a: b', `${PAIRS} a line without "key=". ${YAML}`],
    ['set', 'a: b=c', `${PAIRS} YAML. Write key=value. ${YAML}`],
    ['set', 'a = b', `${PAIRS} a space before "=". Leave it out, as in image.tag=1.2.3.`],
    [
      'set',
      'a=1, b=2',
      `${PAIRS} a space after a comma. Write each key=value on a line of its own.`,
    ],
    [
      'set-file',
      '--set-file a=b',
      `${PLAIN} the flag --set-file. Leave out the flag, as in config=files/app.conf.`,
    ],
    [
      'set-json',
      '- a=[1]',
      `${PLAIN} a YAML list. Leave out the "- " before each item, as in resources={"cpu":1}.`,
    ],
    [
      'set-literal',
      '--set-literal a=b',
      `${PLAIN} the flag --set-literal. Leave out the flag, as in image.tag=1.2.3.`,
    ],
    [
      'helm-args',
      '- --devel',
      `${PLAIN} a YAML list. Leave out the "- " before each item, as in --devel.`,
    ],
    [
      'helm-args',
      '["--devel"]',
      `${PLAIN} a list in brackets. Leave out brackets and quotes, as in --devel.`,
    ],
  ])('%s: %s', (name, given, expected) => {
    const said = say(name, given);
    expect(said).toBe(`Input "${name}": ${expected}`);
    expect(said).not.toContain('hush');
  });

  it.each([
    ['values', 'a.yaml'],
    ['values', '[x].yaml'],
    ['set', 'a=1,b=2'],
    ['set', 'a={x, y},b=1'],
    ['set', 'a=x\\, y=z'],
    ['set', 'a="x"'],
    ['set', "a='x' - y"],
    ['set', 'a.my\\ key=1'],
    ['set', 'a[0].b=- x'],
    ['set', 'a=--set b=c'],
    ['set-string', 'annotations.a\\.b/c=x: y'],
    ['set-literal', 'a=1, b=2'],
  ])('%s: %s is fine', (name, given) => {
    expect(() => parse({ [name]: given }, host)).not.toThrow();
  });
});

describe('$HELM_SECRETS_EVALUATE_TEMPLATES', () => {
  const parseWith = (value: string, backend: string) =>
    parse(
      { 'secrets-backend': backend },
      fakeHost(FILES, { env: { HELM_SECRETS_EVALUATE_TEMPLATES: value } }),
    );

  it.each(['sops', 'vals'])('is refused with %s', (backend) => {
    expect(() => parseWith('true', backend)).toThrow(
      'Input "secrets-backend": expected no $HELM_SECRETS_EVALUATE_TEMPLATES, got "true".',
    );
  });

  it.each([
    ['false', 'sops'],
    ['', 'vals'],
    ['true', 'none'],
  ])('%j with %s does nothing', (value, backend) => {
    expect(() => parseWith(value, backend)).not.toThrow();
  });
});
