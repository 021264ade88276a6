import {
  createProcessEngine,
  Kubelet,
  ObjectStore,
  seededRandom,
  systemClock,
  type RehearsalEvent,
} from 'seaworthy/rehearse';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

const patiently = { timeout: 45_000, interval: 50 };

const config = (name: string, data: Record<string, string>) =>
  ({ kind: 'ConfigMap', name, data, binary: {} }) as const;

/** Prints its variables, then each content of a mounted file that differs from the one before. */
const program = `
  echo "env $GREETING $POD_NAME $HOSTNAME $1"
  before=
  while :; do
    now="$(cat "$LIVE") $(cat "$FIXED")"
    [ "$now" = "$before" ] || echo "file $now"
    before="$now"
    sleep 0.05
  done
`;

describe.each([
  ['as this machine allows', false, 'shop-1-1', {}],
  ['without root', true, 'shop-1-1', {}],
  ['without root, of a StatefulSet', true, 'shop-1', { hostname: 'shop-1' }],
  ['without root, with an override', true, 'shop-1', { hostnameOverride: 'shop-1' }],
])('%s', (_, withoutRoot, name, stated) => {
  test('a program gets its variables, and sees a changed ConfigMap in its volume and not in a subPath', async () => {
    const lines: string[] = [];
    const events: RehearsalEvent[] = [];
    const engine = await createProcessEngine({
      programOf: () => ({ entrypoint: [] }),
      onOutput: ({ text }) => lines.push(text),
      withoutRoot,
    });
    onTestFinished(() => engine[Symbol.asyncDispose]());
    const objects = new ObjectStore([config('settings', { greeting: 'ahoy', text: 'one' })]);
    const kubelet = new Kubelet({
      clock: systemClock,
      engine,
      note: (happening) => events.push({ ...happening, at: systemClock.now() }),
      random: seededRandom(1),
      objects,
      refreshMs: [0, 100],
      fault: (error) => lines.push(String(error)),
    });
    const pod = kubelet.run({
      name,
      revision: 1,
      spec: {
        ...stated,
        terminationGracePeriodSeconds: 1,
        volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
        containers: [
          {
            name: 'app',
            command: ['sh', '-c', program, 'sh', '$(GREETING)!'],
            env: [
              { name: 'GREETING', valueFrom: { configMapKeyRef: { name: 'settings', key: 'greeting' } } },
              { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              // Without mounts, a variable that names a path in a volume gets its place on this machine.
              { name: 'LIVE', value: '/etc/live/text' },
              { name: 'FIXED', value: '/etc/fixed' },
            ],
            volumeMounts: [
              { name: 'settings', mountPath: '/etc/live' },
              { name: 'settings', mountPath: '/etc/fixed', subPath: 'text' },
            ],
          },
        ],
      },
    });
    onTestFinished(() => pod.delete(0));
    // Where no /etc/hosts tells the name it is the address, unless the name is stated.
    const isName = engine.can.files || Object.keys(stated).length > 0;
    const hostname = isName ? name : String.raw`\d+\.\d+\.\d+\.\d+`;
    const variables: unknown = expect.stringMatching(new RegExp(`^env ahoy ${name} ${hostname} ahoy!$`));
    await vi.waitFor(() => expect(lines).toEqual([variables, 'file one one']), patiently);
    objects.put(config('settings', { greeting: 'other', text: 'two' }));
    await vi.waitFor(() => expect(lines.at(-1)).toBe('file two one'), patiently);
    pod.delete(1);
    await vi.waitFor(() => expect(events.at(-1)?.type).toBe('pod-removed'), patiently);
  });
});
