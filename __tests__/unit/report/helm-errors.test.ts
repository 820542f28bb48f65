import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import {
  helmFailed,
  makeFacts,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const noHooks = makeSeen({ release: makeRelease({ status: 'failed' }), hooks: [] });
const nothing = makeSeen({ release: undefined, hooks: [], deployedAfter: 1 });

/** Words of Helm 3.22.0 and 4.3.1 on a real cluster, where no other version is named. */
describe("what to do about helm's own error", () => {
  it.each([
    [
      'UPGRADE FAILED: Unable to continue with update: could not get information about the resource Deployment "b" in namespace "shop": deployments.apps "b" is forbidden: User "bob" cannot get resource "deployments" in API group "apps" in the namespace "shop"',
      /^Grant these rights to the kubeconfig's user:/,
    ],
    [
      'query: failed to query with labels: secrets is forbidden: User "nobody" cannot list resource "secrets" in API group "" in the namespace "shop"',
      /^Grant these rights to the kubeconfig's user: - \{apiGroups: \[""\], resources: \[secrets\], verbs: \[list\]\}/,
    ],
    [
      "UPGRADE FAILED: failed to create resource: configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: labels are missing",
      /^A policy of the cluster rejected the object\./,
    ],
    [
      'UPGRADE FAILED: failed to create resource: Internal error occurred: failed calling webhook "deny.example.com": failed to call webhook: Post "https://127.0.0.1:1/x?timeout=2s": dial tcp 127.0.0.1:1: connect: connection refused',
      /^The admission webhook deny\.example\.com does not answer/,
    ],
    [
      '1 error occurred:\n\t* deployments.apps "a" is forbidden: exceeded quota: none, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0\n\n',
      /^ResourceQuota none is used up\./,
    ],
    [
      'UPGRADE FAILED: cannot patch "a" with kind Deployment: Deployment.apps "a" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"two"}}: field is immutable',
      /^This field cannot be changed\./,
    ],
    [
      'UPGRADE FAILED: cannot patch "db" with kind StatefulSet: StatefulSet.apps "db" is invalid: spec: Forbidden: updates to statefulset spec for fields other than \'replicas\', \'ordinals\' are forbidden',
      /^This field cannot be changed\./,
    ],
    [
      'unable to build kubernetes objects from release manifest: resource mapping not found for name: "a" namespace: "" from "": no matches for kind "NoSuchKind" in version "v1"\nensure CRDs are installed first',
      /^The cluster does not know kind NoSuchKind in v1\./,
    ],
    [
      'UPGRADE FAILED: Unable to continue with update: ConfigMap "own" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
      /^An object with this name exists and belongs to something else\./,
    ],
    [
      'UPGRADE FAILED: conflict occurred while applying object shop/a apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl-scale" with subresource "scale" using apps/v1: .spec.replicas',
      /^Another program manages the same field\./,
    ],
    [
      'create: failed to create: namespaces "no-such-ns" not found',
      /^Namespace no-such-ns does not exist\./,
    ],
    [
      "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: d",
      /^A dependency of the chart is missing\. Set "dependency-update: true"\.$/,
    ],
    ['path "./c" not found', /^helm found no chart there\./],
    [
      'UPGRADE FAILED: YAML parse error on c/templates/x.yaml: error converting YAML to JSON: yaml: line 3: did not find expected node content',
      /^Fix the chart's template/,
    ],
    [
      'UPGRADE FAILED: c/templates/x.yaml:4:20\n  executing "c/templates/x.yaml" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b',
      /^Fix the chart's template/,
    ],
    [
      'UPGRADE FAILED: execution error at (c/templates/x.yaml:4:13): image.tag is required',
      /^Correct the value that the chart's message names\.$/,
    ],
    ['failed parsing --set data: key "x" has no value', /^Correct the values/],
    [
      'UPGRADE FAILED: failed to create resource: Service "a" is invalid: spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      /^The API server rejected the object\./,
    ],
    [
      'server-side apply failed for object shop/a apps/v1, Kind=Deployment: failed to create typed patch object (shop/a; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string',
      /^The API server rejected the object\./,
    ],
    [
      'kubernetes cluster unreachable: Get "https://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
      /^helm lost its connection to the API server/,
    ],
    [
      'UPGRADE FAILED: http2: client connection lost',
      /^helm lost its connection to the API server/,
    ],
    ['context deadline exceeded', /^Not everything was ready within "timeout"\./],
    ['UPGRADE FAILED: something new', /^Read helm's output in the log\.$/],
  ])('%s', (said, advice) => {
    const helm = helmFailed(...`Error: ${said}`.split('\n'));
    expect(diagnose(makeFacts({ helm, seen: noHooks })).advice).toMatch(advice);
  });
});

describe('a release that another helm holds', () => {
  it.each([
    'UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    'create: failed to create: secrets "sh.helm.release.v1.app.v2" already exists: release: already exists',
    'INSTALLATION FAILED: cannot re-use a name that is still in use',
    'INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use',
  ])('%s', (said) => {
    const facts = makeFacts({ helm: helmFailed(`Error: ${said}`), seen: nothing });
    expect(diagnose(facts)).toMatchObject({
      outcome: 'blocked',
      workloads: 'unchanged',
      reason: `Another deploy of release "app" started first: ${said}`,
      advice: expect.stringMatching(/^Wait for it to finish, then redeploy\./),
    });
  });

  it('says since when, where its record was seen', () => {
    const pendingBefore = makeRelease({ status: 'pending-upgrade' });
    const helm = helmFailed('Error: another operation (install/upgrade/rollback) is in progress');
    const { outcome, reason } = diagnose(makeFacts({ helm, seen: { ...nothing, pendingBefore } }));
    expect({ outcome, reason }).toMatchObject({
      outcome: 'blocked',
      reason: expect.stringMatching(/^Release "app" has been pending-upgrade since /),
    });
  });

  it("is not told by its hooks: they are the other deploy's, whose record may be as new as ours", () => {
    const running = makeResult({
      hook: makeHook(),
      verdict: { kind: 'running' },
      deciding: undefined,
    });
    const helm = helmFailed('Error: another operation (install/upgrade/rollback) is in progress');
    const diagnosis = diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [running] }) }));
    expect(diagnosis).toMatchObject({
      outcome: 'blocked',
      workloads: 'unchanged',
      hook: undefined,
    });
  });
});

describe('a release that fails after its hooks', () => {
  const post = makeResult({
    event: 'post-upgrade',
    hook: makeHook({ events: ['post-upgrade'], phase: '' }),
    verdict: { kind: 'not-seen' },
    deciding: undefined,
  });
  const secret = makeResult({ hook: makeHook({ kind: 'Secret' }), deciding: undefined });
  const reasonOf = (...hooks: readonly ReturnType<typeof makeResult>[]) =>
    diagnose(
      makeFacts({
        helm: helmFailed('Error: x'),
        seen: makeSeen({ release: makeRelease({ status: 'failed' }), hooks }),
      }),
    ).reason;

  it.each([
    [
      'a Job has done its work',
      [makeResult(), post],
      /^The pre-upgrade hooks have succeeded, but /,
    ],
    [
      'a Job of which nothing was seen',
      [makeResult({ verdict: { kind: 'not-seen' } })],
      /^Release "app" was not deployed: x$/,
    ],
    [
      'one of two has not begun',
      [makeResult(), makeResult({ verdict: { kind: 'not-seen' } })],
      /^Release "app" was not/,
    ],
    ['only a Secret was made', [secret], /^Release "app" was not deployed: x$/],
    ['there are none', [], /^Release "app" was not deployed: x$/],
    ['only later ones', [post], /^Release "app" was not deployed: x$/],
  ])('%s', (_title, hooks, reason) => {
    expect(reasonOf(...hooks)).toMatch(reason);
  });
});
