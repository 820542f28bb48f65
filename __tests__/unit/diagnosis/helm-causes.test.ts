import { expect, it } from '@jest/globals';
import { judgeHelmError } from '../../../src/diagnosis/advice.js';
import type { Cause } from '../../../src/diagnosis/cause.js';
import { shortenError } from '../../../src/diagnosis/helm-error.js';

const repository = (url: string, said: string) =>
  `looks like "${url}" is not a valid chart repository or cannot be reached: ${said}`;
const fetched = (status: string) =>
  repository(
    'http://r.example/charts',
    `failed to fetch http://r.example/charts/index.yaml : ${status}`,
  );
const invalid = (kind: string, name: string, said: string) =>
  `${kind} "${name}" is invalid: ${said}`;

/** Helm 3.22.0 and 4.3.1 in their own words, against real repositories, registries and a real cluster. */
const SAID: readonly (readonly [cause: Cause, said: string, advice: RegExp])[] = [
  ['repository', fetched('401 Unauthorized'), /denies access\. Log in/],
  ['repository', fetched('403 Forbidden'), /denies access\. Log in/],
  ['repository', fetched('404 Not Found'), /does not exist there/],
  ['repository', fetched('500 Internal Server Error'), /an error of its own/],
  [
    'repository',
    repository(
      'http://r.example/html',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile',
    ),
    /not that of a chart repository/,
  ],
  [
    'repository',
    repository(
      'http://127.0.0.1:1',
      'Get "http://127.0.0.1:1/index.yaml": dial tcp 127.0.0.1:1: connect: connection refused',
    ),
    /cannot reach the chart repository/,
  ],
  [
    'repository',
    repository(
      'http://charts.nowhere.invalid',
      'Get "http://charts.nowhere.invalid/index.yaml": dial tcp: lookup charts.nowhere.invalid on 10.0.0.1:53: no such host',
    ),
    /cannot reach the chart repository/,
  ],
  [
    'repository',
    'GET "http://127.0.0.1:18765/v2/auth/x/tags/list": basic credential not found',
    /denies access\. Log in/,
  ],
  [
    'repository',
    'failed to perform "FetchReference" on source: GET "http://127.0.0.1:18765/v2/denied/x/manifests/1.0.0": response status code 403: denied: requested access to the resource is denied',
    /denies access\. Log in/,
  ],
  [
    'repository',
    'failed to perform "FetchReference" on source: 127.0.0.1:18765/gone/x:1.0.0: not found',
    /does not exist there/,
  ],
  [
    'repository',
    'Get "http://127.0.0.1:1/v2/x/y/tags/list": dial tcp 127.0.0.1:1: connect: connection refused',
    /cannot reach the chart repository/,
  ],
  [
    'repository',
    'Get "https://registry.nowhere.invalid/v2/x/y/tags/list": dial tcp: lookup registry.nowhere.invalid on 10.0.0.1:53: no such host',
    /cannot reach the chart repository/,
  ],
  [
    'repository',
    'failed to fetch http://r.example/x-1.0.0.tgz : 404 Not Found',
    /does not exist there/,
  ],
  [
    'repository',
    'failed to fetch http://r.example/x-1.0.0.tgz : 401 Unauthorized',
    /denies access/,
  ],
  ['repository', 'repo nosuchrepo not found', /helm repo add/],
  [
    'repository',
    "no cached repository for helm-manager-ee694a4c found. (try 'helm repo update'): open /x/helm-manager-ee694a4c-index.yaml: no such file or directory",
    /dependencies could not be read/,
  ],
  [
    'repository',
    'chart "x" version "9.9.9" not found in http://r.example repository',
    /no such chart or version/,
  ],
  [
    'record',
    `create: failed to create: ${invalid('Secret', 'sh.helm.release.v1.app.v1', 'data: Too long: may not be more than 1048576 bytes')}`,
    /too large: .* \.helmignore/,
  ],
  ['record', 'create: failed to create: etcdserver: request is too large', /too large/],
  [
    'chart',
    'template: c/templates/a.yaml:1:13: executing "c/templates/a.yaml" at <.Values.a.b.c>: nil pointer evaluating interface {}.b',
    /^Fix the chart's template/,
  ],
  [
    'chart',
    'c/templates/a.yaml:1:13 executing "c/templates/a.yaml" at <.Values.a.b.c>: nil pointer evaluating interface {}.b',
    /^Fix the chart's template/,
  ],
  [
    'chart',
    'execution error at (c/templates/a.yaml:1:6): db.host is required',
    /^Fix the chart's template/,
  ],
  [
    'chart',
    'YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation',
    /^Fix the chart's template/,
  ],
  [
    'input',
    "values don't meet the specifications of the schema(s) in the following chart(s):; c:; - at '': missing property 'x'",
    /^Correct the values/,
  ],
  [
    'chart',
    'values don\'t meet the specifications of the schema(s) in the following chart(s):; c:; failing loading "http://127.0.0.1/s.json": HTTP request to http://127.0.0.1/s.json returned status 404 (Not Found)',
    /refers to http:\/\/127\.0\.0\.1\/s\.json, which helm cannot load/,
  ],
  [
    'input',
    'failed to parse bad.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content',
    /^Correct the YAML in bad\.yaml\.$/,
  ],
  [
    'input',
    'failed to parse bad.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 1: did not find expected node content',
    /^Correct the YAML in bad\.yaml\.$/,
  ],
  [
    'chart',
    'chart requires kubeVersion: >=9.0.0 which is incompatible with Kubernetes v1.35.4',
    /version of Kubernetes/,
  ],
  [
    'chart',
    'an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: d',
    /dependency-update: true/,
  ],
  ['chart', 'validation: chart.metadata.version is required', /^Correct Chart\.yaml\.$/],
  [
    'tool',
    'invalid argument "/bin/nope" for "--post-renderer" flag: unable to find binary at /bin/nope: exec: "/bin/nope": stat /bin/nope: no such file or directory',
    /^Install the post-renderer/,
  ],
  [
    'tool',
    'invalid argument "/bin/nope" for "--post-renderer" flag: plugin: {Name:/bin/nope Type:postrenderer/v1} not found',
    /only plugins as post-renderers/,
  ],
  ['input', 'path "./nothere" not found', /^helm found no chart there/],
  [
    'object-refused',
    invalid(
      'Job.batch',
      'a-job-name-of-more-than-sixty-three-characters-as-charts-of-others-have-them',
      'spec.template.labels: Invalid value: "a-job-name": must be no more than 63 bytes',
    ),
    /^The name is too long/,
  ],
  [
    'object-refused',
    invalid(
      'Job.batch',
      'migrate',
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ),
    /restartPolicy: Never or OnFailure/,
  ],
  ['object-refused', 'jobs.batch "exists" already exists', /already exists\. Delete it/],
  [
    'object-refused',
    invalid(
      'Pod',
      'Bad_Name',
      'metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
    ),
    /^The API server rejected the object\./,
  ],
  [
    'object-refused',
    `cannot patch "migrate" with kind Job: ${invalid('Job.batch', 'migrate', `spec.template: Invalid value: {${'"Volumes":null,'.repeat(500)}}: field is immutable`)}`,
    /^This field cannot be changed/,
  ],
  [
    'rights',
    'roles.rbac.authorization.k8s.io "upgrader" is forbidden: user "system:serviceaccount:shop:weak" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held: {APIGroups:["apps"], Resources:["jobs"], Verbs:["get" "list"]}',
    /can grant only permissions that it has/,
  ],
  [
    'rights',
    'jobs.batch is forbidden: User "system:serviceaccount:shop:weak" cannot create resource "jobs" in API group "batch" in the namespace "shop"',
    /^Grant these rights/,
  ],
  [
    'credentials',
    'the server has asked for the client to provide credentials',
    /token may have expired/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: Get "https://k8s.example/version": getting credentials: exec: executable aws not found',
    /credential plugin of the kubeconfig failed/,
  ],
  [
    'cluster-unreachable',
    'Kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
    /lost its connection to the API server/,
  ],
  [
    'cluster-unreachable',
    'kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
    /lost its connection to the API server/,
  ],
  ['not-ready', 'context deadline exceeded', /^Not everything was ready/],
  [
    'not-ready',
    'resource Deployment/shop/app not ready. status: InProgress, message: Available: 0/2; context deadline exceeded',
    /^Not everything was ready/,
  ],
  ['unknown', 'something that nobody has seen yet', /^Read helm's output/],
];

it.each(SAID)('%s failed where helm says: %s', (cause, said, advice) => {
  const judged = judgeHelmError(said, 'shop');
  expect(judged.cause).toBe(cause);
  expect(judged.advice).toMatch(advice);
});

it('judges the whole of an error of which a part is shown', () => {
  const said = `cannot patch "a": spec.template: Invalid value: {${'x'.repeat(50_000)}}: field is immutable`;
  expect(judgeHelmError(said, 'shop').advice).toMatch(/^This field cannot be changed/);
  expect(shortenError(said)).toMatch(/: field is immutable$/);
});
