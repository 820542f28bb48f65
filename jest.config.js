const onCluster = ['e2e', 'outage'];

const project = (name) => ({
  displayName: name,
  roots: ['<rootDir>/__tests__'],
  testMatch: [`<rootDir>/__tests__/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          // JSON is imported by one.
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Sources name each other as they will be called after the build: './x.js' is x.ts here.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFilesAfterEnv: onCluster.includes(name) ? ['<rootDir>/__tests__/e2e/support/set-up.ts'] : [],
});

export default {
  projects: ['unit', 'chart', 'kube', ...onCluster].map(project),
  // A deploy to a real cluster is a matter of seconds; a machine that is busy takes its time.
  testTimeout: 120_000,
  reporters: ['default'],
};
