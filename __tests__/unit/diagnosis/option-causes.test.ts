import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import type { DeployFacts } from '../../../src/diagnosis/diagnosis.js';
import { helmFailed, makeFacts, makeSeen } from '../../fakes/facts.js';

const judge = (said: readonly string[], asked: Partial<DeployFacts['asked']>) =>
  diagnose(
    makeFacts({
      helm: helmFailed(...said),
      seen: makeSeen({ release: undefined, hooks: [] }),
      asked: { createNamespace: false, helmArgs: [], ...asked },
    }),
  );

describe('a key that is new in the chart', () => {
  // Helm 3.22.0 and 4.3.1 on a real cluster.
  const said: readonly (readonly string[])[] = [
    [
      'Error: UPGRADE FAILED: template: r/templates/a.yaml:4:21: executing "r/templates/a.yaml" at <.Values.new.key>: nil pointer evaluating interface {}.key',
    ],
    [
      'Error: UPGRADE FAILED: r/templates/a.yaml:4:21',
      '  executing "r/templates/a.yaml" at <.Values.new.key>:',
      '    nil pointer evaluating interface {}.key',
    ],
    [
      'Error: UPGRADE FAILED: template: r/templates/a.yaml:1:3: executing "r/templates/a.yaml" at <index .Values "x" "y">: error calling index: index of nil pointer',
    ],
  ];
  const REUSED =
    'With "--reuse-values" helm ignores new keys in the chart\'s values.yaml, and the chart reads one. Use "--reset-then-reuse-values" in "helm-args" instead. If it fails in the same way, fix the chart\'s template.';

  it.each(said)('is missing with --reuse-values: %s', (...lines) => {
    expect(judge(lines, { helmArgs: ['--reuse-values'] })).toMatchObject({
      cause: 'input',
      advice: REUSED,
    });
  });

  it.each([[[]], [['--reuse-values=false']], [['--reset-then-reuse-values']]])(
    'is not with %j',
    (helmArgs) => {
      expect(judge(said[0] ?? [], { helmArgs })).toMatchObject({
        cause: 'chart',
        advice: expect.stringMatching(/^Fix the chart's template/),
      });
    },
  );

  it('is not, where helm fails of something else', () => {
    const other = ['Error: UPGRADE FAILED: execution error at (a.yaml:1:6): db.host is required'];
    expect(judge(other, { helmArgs: ['--reuse-values'] }).cause).toBe('chart');
  });
});

describe('a namespace that the user may not create', () => {
  const USER = 'User "system:serviceaccount:shop:weak"';
  // Helm 3.22.0 and 4.3.1 on a real cluster, where the namespace exists.
  const said: readonly (readonly string[])[] = [
    [
      'Error: 1 error occurred:',
      `	* namespaces is forbidden: ${USER} cannot create resource "namespaces" in API group "" at the cluster scope`,
    ],
    [
      `Error: server-side apply failed for object /shop /v1, Kind=Namespace: namespaces "shop" is forbidden: ${USER} cannot patch resource "namespaces" in API group "" in the namespace "shop"`,
    ],
  ];

  it.each(said)('need not be created: %s', (...lines) => {
    expect(judge(lines, { createNamespace: true })).toMatchObject({
      cause: 'rights',
      advice:
        'The kubeconfig\'s user may not create or change namespaces, and with "create-namespace: true" helm tries it even where the namespace exists. If namespace shop exists, set "create-namespace: false". Otherwise ask the cluster\'s administrators to create it.',
    });
  });

  it.each(said)('is one of the chart where nobody asked for it: %s', (...lines) => {
    expect(judge(lines, {}).advice).toMatch(/^Grant these rights/);
  });

  it('is not the matter where another right is missing', () => {
    const other = `Error: secrets is forbidden: ${USER} cannot list resource "secrets" in API group "" in the namespace "shop"`;
    expect(judge([other], { createNamespace: true }).advice).toMatch(/^Grant these rights/);
  });
});
