/** The first major version of Node that the action's code is made for: what `using: node24` gives. */
const NODE_MAJOR = 24;

/** What is wrong with a version of Node, such as `20.20.2`; undefined where it will do. */
export function complainOfNode(version: string): string | undefined {
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return undefined;
  return `error: helm-migrate needs Node ${String(NODE_MAJOR)} or later; this is Node ${version}. Nothing was started.\n`;
}
