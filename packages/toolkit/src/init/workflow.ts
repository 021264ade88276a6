import type { Project } from '../project/index.ts';

/** A GitHub workflow that builds the image and fails where manifests contradict the contract. */
export function workflow(language: Project['language'], name: string): string {
  const setUp =
    language === 'node'
      ? [
          '      - uses: actions/setup-node@v6',
          '        with: { node-version: 24, cache: npm }',
          '      - run: npm ci',
        ]
      : ['      - uses: actions/setup-go@v6', '        with: { go-version-file: go.mod }'];
  return [
    '# Builds the image and checks the manifests against the contract. Pin the actions by their commits.',
    'name: seaworthy',
    'on:',
    '  push: { branches: [main] }',
    '  pull_request:',
    'permissions: { contents: read }',
    'jobs:',
    '  image:',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 15',
    '    steps:',
    '      - uses: actions/checkout@v6',
    ...setUp,
    '      - run: npx seaworthy manifests --check',
    `      - run: docker build --tag ${name}:\${{ github.sha }} .`,
    '',
  ].join('\n');
}
