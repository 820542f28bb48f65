import { listOf, type Mapping, mappingOf, textOf } from '../text/yaml.js';
import { nameWorkloadBriefly, type WorkloadObject } from './workload.js';

/** The image of one container of a workload, as the manifest has it. */
export interface Image {
  /** The workload in words, and the container's name. */
  readonly workload: string;
  readonly container: string;
  readonly image: string;
}

/** A chart may have any number of workloads; a report shows few. */
const MOST = 200;

/** The images of a manifest's workloads, in its order; init containers are left out. */
export function listImages(workloads: readonly WorkloadObject[]): readonly Image[] {
  return workloads
    .flatMap(({ workload, object }) =>
      listContainers(workload.kind, object).flatMap((container) => {
        const image = textOf(container['image']);
        const name = textOf(container['name']) ?? '';
        return image === undefined
          ? []
          : [{ workload: nameWorkloadBriefly(workload), container: name, image }];
      }),
    )
    .slice(0, MOST);
}

function listContainers(kind: string, object: Mapping): readonly Mapping[] {
  const spec = mappingOf(object['spec']);
  const pod = kind === 'Pod' ? spec : mappingOf(mappingOf(spec['template'])['spec']);
  return listOf(pod['containers']).map(mappingOf);
}
