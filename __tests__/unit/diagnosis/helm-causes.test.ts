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
  ['repository', fetched('401 Unauthorized'), /denies access\. Set "registry-username"/],
  ['repository', fetched('403 Forbidden'), /denies access\. Set "registry-username"/],
  ['repository', fetched('404 Not Found'), /does not exist there/],
  ['repository', fetched('500 Internal Server Error'), /an error of its own/],
  [
    'repository',
    repository(
      'http://r.example/html',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile',
    ),
    /no chart repository at this address/,
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
    /denies access\. Set "registry-username"/,
  ],
  [
    'repository',
    'failed to perform "FetchReference" on source: GET "http://127.0.0.1:18765/v2/denied/x/manifests/1.0.0": response status code 403: denied: requested access to the resource is denied',
    /denies access\. Set "registry-username"/,
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
    /^Correct the value that the chart's message names\.$/,
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
  [
    'rights',
    '1 error occurred: * namespaces is forbidden: User "system:serviceaccount:shop:weak" cannot create resource "namespaces" in API group "" at the cluster scope',
    /^Grant these rights/,
  ],
  [
    'rights',
    'server-side apply failed for object /shop /v1, Kind=Namespace: namespaces "shop" is forbidden: User "system:serviceaccount:shop:weak" cannot patch resource "namespaces" in API group "" in the namespace "shop"',
    /^Grant these rights/,
  ],
  [
    'rights',
    'query: failed to query with labels: secrets is forbidden: User "system:serviceaccount:shop:weak" cannot list resource "secrets" in API group "" in the namespace "shop"',
    /^Grant these rights/,
  ],
  [
    'rights',
    'failed pre-install: jobs.batch "j" is forbidden: User "system:serviceaccount:shop:weak" cannot delete resource "jobs" in API group "batch" in the namespace "shop"',
    /^Grant these rights/,
  ],
  [
    'credentials',
    'query: failed to query with labels: secrets is forbidden: User "system:anonymous" cannot list resource "secrets" in API group "" in the namespace "shop"',
    /^The kubeconfig has no credentials/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: the server has asked for the client to provide credentials',
    /token may have expired/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"',
    /Update the tool that writes the kubeconfig/,
  ],
  [
    'cluster-unreachable',
    'Kubernetes cluster unreachable: Get "https://k8s.example:6443/version": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    /does not trust the certificate of the API server/,
  ],
  [
    'credentials',
    'kubernetes cluster unreachable: the server has asked for the client to provide credentials',
    /token may have expired/,
  ],
  [
    'credentials',
    'kubernetes cluster unreachable: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"',
    /Update the tool that writes the kubeconfig/,
  ],
  [
    'cluster-unreachable',
    'kubernetes cluster unreachable: Get "https://k8s.example:6443/version": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    /does not trust the certificate of the API server/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: invalid configuration: interactiveMode must be specified for u to use exec authentication plugin',
    /Update the tool that writes the kubeconfig/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: Get "https://k8s.example:6443/version": getting credentials: exec: executable aws failed with exit code 1',
    /credential plugin of the kubeconfig failed/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: Get "https://k8s.example:6443/version": getting credentials: decoding stdout: couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct',
    /credential plugin of the kubeconfig failed/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: invalid configuration: [unable to read client-cert /x/gone.crt for u due to open /x/gone.crt: no such file or directory, unable to read client-key /x/gone.key for u due to open /x/gone.key: no such file or directory]',
    /A file that the kubeconfig names cannot be read/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: invalid configuration: unable to read certificate-authority /x/gone.pem for c due to open /x/gone.pem: no such file or directory',
    /A file that the kubeconfig names cannot be read/,
  ],
  [
    'credentials',
    'kubernetes cluster unreachable: open /x/token: no such file or directory',
    /A file that the kubeconfig names cannot be read/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: tls: failed to find any PEM data in certificate input',
    /certificate or key in the kubeconfig is not valid/,
  ],
  [
    'credentials',
    'Kubernetes cluster unreachable: unable to load root certificates: unable to parse bytes as PEM block',
    /certificate or key in the kubeconfig is not valid/,
  ],
  ['input', 'Kubernetes cluster unreachable: context "nope" does not exist', /has no context nope/],
  [
    'cluster-unreachable',
    'Kubernetes cluster unreachable: Get "https://k8s.example:6443/version": proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused',
    /^The proxy on the way/,
  ],
  [
    'cluster-unreachable',
    'Kubernetes cluster unreachable: Get "https://k8s.nowhere.invalid/version": dial tcp: lookup k8s.nowhere.invalid on 10.0.0.1:53: no such host',
    /lost its connection to the API server/,
  ],
  [
    'cluster-unreachable',
    'Kubernetes cluster unreachable: the server rejected our request for an unknown reason',
    /lost its connection to the API server/,
  ],
  [
    'object-refused',
    'unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "Widget" in version "example.com/v1"; ensure CRDs are installed first',
    /^The cluster does not know kind Widget in example\.com\/v1/,
  ],
  [
    'object-refused',
    '1 error occurred: * Service "s" is invalid: [spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive]',
    /^The API server rejected the object/,
  ],
  [
    'object-refused',
    '1 error occurred: * ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string',
    /^The API server rejected the object/,
  ],
  [
    'object-refused',
    'server-side apply failed for object shop/x /v1, Kind=Secret: failed to convert new object (shop/x; /v1, Kind=Secret) to proper version: unable to convert unstructured object to /v1, Kind=Secret: error decoding from json: illegal base64 data at input byte 4',
    /^The API server rejected the object/,
  ],
  [
    'object-refused',
    'server-side apply failed for object shop/x apps/v1, Kind=Deployment: failed to create typed patch object (shop/x; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    /^The API server rejected the object/,
  ],
  [
    'object-refused',
    'unable to build kubernetes objects from release manifest: error validating "": error validating data: apiVersion not set',
    /^The API server rejected the object/,
  ],
  [
    'object-refused',
    'Unable to continue with install: ConfigMap "owned" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    /belongs to something else/,
  ],
  [
    'object-refused',
    'create: failed to create: namespaces "gone" not found',
    /^Namespace gone does not exist/,
  ],
  [
    'object-refused',
    'server-side apply failed for object gone/x /v1, Kind=ConfigMap: namespaces "gone" not found',
    /^Namespace gone does not exist/,
  ],
  [
    'object-refused',
    'create: failed to create: secrets "sh.helm.release.v1.app.v1" is forbidden: unable to create new content in namespace shop because it is being terminated',
    /^The namespace is being deleted/,
  ],
  [
    'object-refused',
    'server-side apply failed for object shop/p /v1, Kind=Pod: pods "p" is forbidden: maximum cpu usage per Container is 100m, but limit is 1',
    /^A LimitRange of the namespace/,
  ],
  [
    'object-refused',
    '1 error occurred: * pods "p" is forbidden: failed quota: q: must specify requests.memory for: a',
    /^ResourceQuota q allows only containers/,
  ],
  [
    'object-refused',
    '1 error occurred: * pods "p" is forbidden: error looking up service account shop/gone: serviceaccount "gone" not found',
    /^ServiceAccount gone does not exist/,
  ],
  [
    'object-refused',
    'server-side apply failed for object shop/np /v1, Kind=Service: Service "np" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    /^The API server rejected the object/,
  ],
  [
    'chart',
    'parse error at (r/templates/a.yaml:1): function "nosuchfunc" not defined',
    /^Fix the chart's template/,
  ],
  ['chart', 'parse error at (r/templates/a.yaml:2): unexpected EOF', /^Fix the chart's template/],
  [
    'chart',
    'r/templates/a.yaml:1:3 executing "r/templates/a.yaml" at <include "nope" .>: error calling include:; template: no template "nope" associated with template "gotpl"',
    /^Fix the chart's template/,
  ],
  [
    'chart',
    'template: r/templates/a.yaml:1:10: executing "r/templates/a.yaml" at <.Values.a.b>: can\'t evaluate field b in type interface {}',
    /^Fix the chart's template/,
  ],
  [
    'chart',
    'template: r/templates/a.yaml:1:3: executing "r/templates/a.yaml" at <index .Values "x" "y">: error calling index: index of nil pointer',
    /^Fix the chart's template/,
  ],
  ['chart', 'invalid chart apiVersion', /^Correct Chart\.yaml\.$/],
  ['chart', 'validation: chart.metadata.version "x" is invalid', /^Correct Chart\.yaml\.$/],
  [
    'chart',
    'cannot load Chart.yaml: error converting YAML to JSON: yaml: line 2: did not find expected node content',
    /^Correct Chart\.yaml\.$/,
  ],
  ['chart', 'library charts are not installable', /"type: library"/],
  ['chart', 'directory /work/gone not found', /"file:\/\/" path that does not exist: \/work\/gone/],
  [
    'chart',
    "UPGRADE FAILED: values don't meet the specifications of the schema(s) in the following chart(s):; r:; unexpected EOF",
    /values\.schema\.json: it is not/,
  ],
  [
    'chart',
    'UPGRADE FAILED: values don\'t meet the specifications of the schema(s) in the following chart(s):; r:; failing loading "https://nowhere.invalid/s.json": HTTP request failed for https://nowhere.invalid/s.json: Get "https://nowhere.invalid/s.json": dial tcp: lookup nowhere.invalid on 10.0.0.1:53: no such host',
    /refers to https:\/\/nowhere\.invalid\/s\.json, which helm cannot load/,
  ],
  [
    'chart',
    'UPGRADE FAILED: values don\'t meet the specifications of the schema(s) in the following chart(s):; r:; failing loading "file:///other.json": open /other.json: no such file or directory',
    /refers to file:\/\/\/other\.json, which helm cannot load/,
  ],
  [
    'input',
    'failed parsing --set data: error parsing index: strconv.Atoi: parsing "x": invalid syntax',
    /^Correct the values/,
  ],
  ['input', 'failed parsing --set-json data a={', /^Correct the values/],
  [
    'input',
    'failed to parse list.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    /^Correct list\.yaml: a values file is a mapping/,
  ],
  [
    'input',
    'failed to parse list.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    /^Correct list\.yaml: a values file is a mapping/,
  ],
  [
    'input',
    'failed to parse l.yaml: error converting YAML to JSON: yaml: incomplete UTF-8 octet sequence',
    /^Correct the YAML in l\.yaml/,
  ],
  ['input', 'open gone.yaml: no such file or directory', /^There is no file gone\.yaml/],
  [
    'input',
    'invalid argument "abc" for "--timeout" flag: time: invalid duration "abc"',
    /^Correct "helm-args"/,
  ],
  ['input', 'unknown flag: --nope', /^Correct "helm-args"/],
  ['input', 'release name is invalid: W_11', /^Correct "release"/],
  [
    'input',
    "file '/work/notachart.tgz' does not appear to be a gzipped archive; got 'application/octet-stream'",
    /^Correct "chart": expected a folder/,
  ],
  [
    'input',
    'invalid reference: missing registry or repository',
    /^Correct "chart": expected a folder/,
  ],
  [
    'repository',
    'Get "http://127.0.0.1:1/x.tgz": dial tcp 127.0.0.1:1: connect: connection refused',
    /cannot reach the chart repository/,
  ],
  [
    'tool',
    'invalid argument "cat" for "--post-renderer" flag: plugin: {Name:cat Type:postrenderer/v1} not found',
    /only plugins as post-renderers/,
  ],
  ['unknown', 'something that nobody has seen yet', /^Read helm's output/],
];

/** What could not be provoked: from the sources of Helm 3.22.0, client-go v0.35.4 and Kubernetes v1.35.4. */
const FROM_SOURCE: typeof SAID = [
  [
    'record',
    'UPGRADE FAILED: "app" has no deployed releases',
    /has no deployed revision that helm could upgrade/,
  ],
  [
    'input',
    'release name "a-name-of-more-than-fifty-three-characters-is-too-long-x" exceeds max length of 53',
    /^Correct "release"/,
  ],
  ['not-ready', 'UPGRADE FAILED: timed out waiting for the condition', /^Not everything was ready/],
  [
    'not-ready',
    'UPGRADE FAILED: client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline',
    /^Not everything was ready/,
  ],
  [
    'cluster-unreachable',
    'create: failed to create: etcdserver: request timed out',
    /lost its connection to the API server/,
  ],
  [
    'cluster-unreachable',
    'UPGRADE FAILED: query: failed to query with labels: the server is currently unable to handle the request (get secrets)',
    /lost its connection/,
  ],
  [
    'cluster-unreachable',
    'UPGRADE FAILED: the server was unable to return a response in the time allotted, but may still be processing the request (get secrets)',
    /lost its connection/,
  ],
  ['cluster-unreachable', 'UPGRADE FAILED: http2: client connection lost', /lost its connection/],
  [
    'cluster-unreachable',
    'UPGRADE FAILED: Get "https://k8s.example:6443/api/v1/namespaces/shop/secrets": net/http: TLS handshake timeout',
    /lost its connection/,
  ],
  [
    'object-refused',
    'admission webhook "validate.example.com" denied the request: labels are missing',
    /^A policy of the cluster rejected/,
  ],
  [
    'object-refused',
    '1 error occurred: * Internal error occurred: failed calling webhook "w.example.com": failed to call webhook: Post "https://w.shop.svc:443/v?timeout=10s": no endpoints available for service "w"',
    /^The admission webhook w\.example\.com does not answer/,
  ],
  [
    'object-refused',
    'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    /^A policy of the cluster rejected/,
  ],
];

it.each([...SAID, ...FROM_SOURCE])('%s failed where helm says: %s', (cause, said, advice) => {
  const judged = judgeHelmError(said, 'shop');
  expect(judged.cause).toBe(cause);
  expect(judged.advice).toMatch(advice);
});

it('judges the whole of an error of which a part is shown', () => {
  const said = `cannot patch "a": spec.template: Invalid value: {${'x'.repeat(50_000)}}: field is immutable`;
  expect(judgeHelmError(said, 'shop').advice).toMatch(/^This field cannot be changed/);
  expect(shortenError(said)).toMatch(/: field is immutable$/);
});
