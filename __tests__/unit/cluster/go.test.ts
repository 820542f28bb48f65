import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A stand-in for Go that answers `go env NAME` by Go's rules: https://pkg.go.dev/cmd/go#hdr-Environment_variables */
const GO = `#!/bin/bash
if [[ $1 == mod ]]; then
  mkdir -p "$STORE"/toolchain/{bin,pkg/tool,src}
  echo "$4" >"$STORE/toolchain/bin/go"
  printf '\t"Dir": "%s",\n' "$STORE/toolchain"
fi
case $2 in
  GOVERSION) echo go1.99.0 ;;
  GOARCH) echo arm64 ;;
  GOSUMDB) echo "\${GOSUMDB:-sum.golang.org}" ;;
  GONOPROXY) echo "\${GONOPROXY:-$GOPRIVATE}" ;;
  GONOSUMDB) echo "\${GONOSUMDB:-$GOPRIVATE}" ;;
esac
`;
const SCRIPT =
  'set -euo pipefail; . cluster/lib/console.sh; . cluster/tools/go.sh; GO_MINIMUM=1.26.0 use_go; ' +
  'echo "$("$GO" env GOSUMDB)|$("$GO" env GONOSUMDB)|$("$GO" env GONOPROXY)"';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'go-'));
  writeFileSync(join(folder, 'go'), GO);
  chmodSync(join(folder, 'go'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (settings: Readonly<Record<string, string>>) => {
  const env = { PATH: `${folder}:/usr/bin:/bin`, ...settings };
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', SCRIPT], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

describe('every module is verified by the checksum database', () => {
  it.each([
    ['nothing is set', {}, 'sum.golang.org|none|'],
    ['private modules are exempt', { GOPRIVATE: 'git.example' }, 'sum.golang.org|none|git.example'],
    ['all modules are exempt', { GONOSUMDB: '*' }, 'sum.golang.org|none|'],
    ['some of ours are exempt', { GONOSUMDB: 'x,github.com/*' }, 'sum.golang.org|none|'],
    ['Go is named by the environment', { GO: 'go', GONOSUMDB: '*' }, 'sum.golang.org|none|'],
    ['another database', { GOSUMDB: 'sum.golang.google.cn' }, 'sum.golang.google.cn|none|'],
  ])('%s', (_what, settings, said) => {
    expect(run(settings)).toEqual({ status: 0, said: `${said}\n` });
  });

  it('or nothing is built', () => {
    const { status, said } = run({ GOSUMDB: 'off' });
    expect(status).toBe(1);
    expect(said).toMatch(/^Error: Go is told not to verify modules: \$GOSUMDB is "off"\.\n/);
  });
});

it('an old Go that is not on PATH fetches the newer one', () => {
  const script = `set -euo pipefail; . cluster/lib/console.sh; . cluster/tools/go.sh; fetch_toolchain "$OLD"; cat "$STAGE/bin/go"`;
  const stage = join(folder, 'stage');
  const env = {
    PATH: '/usr/bin:/bin',
    OLD: join(folder, 'go'),
    GO_VERSION: '1.98.0',
    STAGE: stage,
    STORE: folder,
  };
  const { stdout } = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
  expect(stdout).toBe('golang.org/toolchain@v0.0.1-go1.98.0.linux-arm64\n');
});
