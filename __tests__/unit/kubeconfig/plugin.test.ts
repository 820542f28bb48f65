import { expect, it } from '@jest/globals';
import { findPluginProblem } from '../../../src/kubeconfig/plugin.js';

const plugin = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'aws',
  interactiveMode: 'Never',
};
const V1BETA1 = 'client.authentication.k8s.io/v1beta1';

it.each([
  ['nothing', {}, undefined],
  ['nothing, in the older version', { apiVersion: V1BETA1, interactiveMode: undefined }, undefined],
  ['no mode', { interactiveMode: undefined }, /^has no "interactiveMode", which \S+v1 requires$/],
  ['no command', { command: '' }, 'has no "command"'],
  [
    'a version that is gone',
    { apiVersion: 'client.authentication.k8s.io/v1alpha1' },
    /^has the apiVersion/,
  ],
  ['a question to the person', { interactiveMode: 'Always' }, /^has interactiveMode "Always"/],
] as const)('%s keeps a plugin from being asked', (_title, fields, problem) => {
  const found = findPluginProblem({ ...plugin, ...fields });
  if (problem instanceof RegExp) expect(found).toMatch(problem);
  else expect(found).toBe(problem);
});
