/** An object that a Pod needs and that does not exist. */
export interface MissingObject {
  /** As a manifest has it: `ServiceAccount`. */
  readonly kind: string;
  readonly name: string;
}

/**
 * How each kind is said to be missing, with its `name`: the API server's admission, the scheduler and the kubelet
 * (v1.35.4): `plugin/pkg/admission/{serviceaccount,priority,runtimeclass}`,
 * `pkg/scheduler/framework/plugins/volumebinding`, `pkg/kubelet/kubelet_pods.go`, `pkg/volume`.
 */
export const MISSING = {
  ServiceAccount: /^FailedCreate: .*\bserviceaccount "(?<name>[^"]+)" not found/s,
  PriorityClass: /^FailedCreate: .*\bno PriorityClass with name (?<name>\S+) was found/s,
  RuntimeClass: /^FailedCreate: .*\bRuntimeClass "(?<name>[^"]+)" not found/s,
  PersistentVolumeClaim: /^Unschedulable: .*\bpersistentvolumeclaim "(?<name>[^"]+)" not found/s,
  Secret: /^(?:CreateContainerConfigError|FailedMount): .*\bsecret "(?<name>[^"]+)" not found/is,
  ConfigMap:
    /^(?:CreateContainerConfigError|FailedMount): .*\bconfigmap "(?<name>[^"]+)" not found/is,
} as const satisfies Readonly<Record<string, RegExp>>;

const CLUSTER_WIDE: readonly string[] = ['PriorityClass', 'RuntimeClass'];

/**
 * The object that is missing where a hook waits for `on` (Kubernetes' words), or undefined where it waits for something
 * else.
 */
export function findMissingObject(on: string): MissingObject | undefined {
  for (const [kind, says] of Object.entries(MISSING)) {
    const name = says.exec(on)?.groups?.['name'];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

/** True of kinds whose objects are in no namespace. */
export function isClusterWide({ kind }: MissingObject): boolean {
  return CLUSTER_WIDE.includes(kind);
}
