import type { DeployListener, HookListener } from '../../src/follow/listener.js';

/** A listener that keeps what it is told, one text for each call and line. */
export class MemoryListener implements DeployListener {
  readonly told: string[] = [];

  onHookStarted: HookListener['onHookStarted'] = ({ hook, event }) => {
    this.told.push(`started ${hook.kind} ${hook.name} (${event})`);
  };

  onLines: HookListener['onLines'] = (_run, { container }, lines) => {
    for (const { text } of lines) this.told.push(`${container} | ${text}`);
  };

  onProgress: HookListener['onProgress'] = (_run, text) => {
    this.told.push(`… ${text}`);
  };

  onRisk: HookListener['onRisk'] = (_run, text) => {
    this.told.push(`risk: ${text}`);
  };

  onWarning: HookListener['onWarning'] = (text) => {
    this.told.push(`warning: ${text}`);
  };

  onRollout: DeployListener['onRollout'] = (text) => {
    this.told.push(`rollout: ${text}`);
  };

  onContainerLines: DeployListener['onContainerLines'] = ({ container }, lines) => {
    for (const { text } of lines) this.told.push(`${container} | ${text}`);
  };

  onHookEnded: HookListener['onHookEnded'] = ({ hook, verdict }) => {
    this.told.push(`ended ${hook.kind} ${hook.name}: ${verdict.kind}`);
  };
}
