/** An object that a Pod needs and that does not exist. */
export interface MissingObject {
  /** As a manifest has it: `ServiceAccount`. */
  readonly kind: string;
  readonly name: string;
}

/**
 * The API server's admission, the scheduler and the kubelet (v1.35.4):
 * `plugin/pkg/admission/{serviceaccount,priority,runtimeclass}`, `pkg/scheduler/framework/plugins/volumebinding`,
 * `pkg/kubelet/kubelet_pods.go`, `pkg/volume`.
 */
const MISSING: readonly (readonly [kind: string, says: RegExp])[] = [
  ['ServiceAccount', /^FailedCreate: .*\bserviceaccount "([^"]+)" not found/s],
  ['PriorityClass', /^FailedCreate: .*\bno PriorityClass with name (\S+) was found/s],
  ['RuntimeClass', /^FailedCreate: .*\bRuntimeClass "([^"]+)" not found/s],
  ['PersistentVolumeClaim', /^Unschedulable: .*\bpersistentvolumeclaim "([^"]+)" not found/s],
  ['Secret', /^(?:CreateContainerConfigError|FailedMount): .*\bsecret "([^"]+)" not found/is],
  ['ConfigMap', /^(?:CreateContainerConfigError|FailedMount): .*\bconfigmap "([^"]+)" not found/is],
];

const CLUSTER_WIDE: readonly string[] = ['PriorityClass', 'RuntimeClass'];

/**
 * The object that is missing where a hook waits for `on` (Kubernetes' words), or undefined where it waits for something
 * else.
 */
export function findMissingObject(on: string): MissingObject | undefined {
  for (const [kind, says] of MISSING) {
    const name = says.exec(on)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

/** True of kinds whose objects are in no namespace. */
export function isClusterWide({ kind }: MissingObject): boolean {
  return CLUSTER_WIDE.includes(kind);
}
