import type { Project } from '../project/index.ts';
import { packageManagerOf } from './package-manager.ts';

/** What a workflow is written from. */
interface WorkflowOptions {
  readonly language: Project['language'];
  /** Of the image. */
  readonly name: string;
  /** Whether the repository has a file. */
  readonly has: (file: string) => boolean;
}

/** A GitHub workflow that builds the image and fails where manifests contradict the contract. */
export function workflow({ language, name, has }: WorkflowOptions): string {
  const { install } = packageManagerOf(has);
  const cached = language === 'node' && install === 'npm ci' ? ', cache: npm' : '';
  const setUp = [
    ...(language === 'go'
      ? ['      - uses: actions/setup-go@v6', '        with: { go-version-file: go.mod }']
      : []),
    // The command itself needs it.
    '      - uses: actions/setup-node@v6',
    `        with: { node-version: 24${cached} }`,
    ...(language === 'node' ? [`      - run: ${install}`] : []),
  ];
  const secret = language === 'node' && has('.npmrc') ? ' --secret id=npmrc,src=.npmrc' : '';
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
    `      - run: docker build${secret} --tag ${name}:\${{ github.sha }} .`,
    '',
  ].join('\n');
}
