import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';
import type { SecretRef } from '../objects/secret-object.js';

/** A Pod's spec as the API sends it. */
export type PodSpec = AsJson<V1PodSpec>;
type Container = AsJson<V1Container>;

/**
 * The Secrets that a Pod uses: environment, volumes, image pull. Kubernetes reads them from the Pod's own namespace.
 * https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets (v1.35)
 */
export function listSecretRefs(namespace: string, spec: PodSpec): readonly SecretRef[] {
  const names = [
    ...listContainers(spec).flatMap(namesInContainer),
    ...(spec.volumes ?? []).flatMap(namesInVolume),
    ...(spec.imagePullSecrets ?? []).map(({ name }) => name),
  ];
  const found = new Set(names.filter((name) => name !== undefined).filter((name) => name !== ''));
  return [...found].map((name) => ({ namespace, name }));
}

/** Those of them that the Pod mounts: the kubelet changes their files while the containers run. */
export function listMountedSecretRefs(namespace: string, spec: PodSpec): readonly SecretRef[] {
  return listSecretRefs(namespace, { containers: [], volumes: spec.volumes ?? [] });
}

/** Init containers and ephemeral ones, too. */
export function listContainers(
  spec: PodSpec,
): readonly Pick<Container, 'name' | 'command' | 'args' | 'env' | 'envFrom'>[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

function namesInContainer({
  env = [],
  envFrom = [],
}: Pick<Container, 'env' | 'envFrom'>): readonly (string | undefined)[] {
  return [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name),
  ];
}

function namesInVolume(
  volume: NonNullable<PodSpec['volumes']>[number],
): readonly (string | undefined)[] {
  const { secret, projected, csi } = volume;
  return [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
    csi?.nodePublishSecretRef?.name,
  ];
}
