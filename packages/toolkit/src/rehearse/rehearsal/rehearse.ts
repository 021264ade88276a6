import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, type Clock } from '../clock.ts';
import { Autoscaler, DisruptionBudget, evictor, type Controller } from '../controllers/index.ts';
import type { ContainerEngine, OutputListener } from '../engines/index.ts';
import { lastWords } from '../../child-process/last-words.ts';
import type { Evidence, LogLine, WorkloadFacts } from '../evidence.ts';
import { exhaustionOf } from '../exhaustion.ts';
import { ObjectStore } from '../objects/index.ts';
import type { Pod } from '../kubelet/index.ts';
import { seededRandom, type Range } from '../random.ts';
import type { Scenario } from '../scenarios/index.ts';
import { startOtlpReceiver } from '../stand-ins/index.ts';
import { startTraffic, type DataPlane, type Traffic } from '../traffic/index.ts';
import { withDependencies, workloadFacts, type RehearsalSettings, type Workload } from '../workload/index.ts';
import { utilisationOf } from './observation/utilisation.ts';
import { startCluster, type Cluster } from './cluster/cluster.ts';
import { firstStart } from './cluster/first-start.ts';
import { dataPlaneFor, profileFor, type ProfileName } from './cluster/data-plane.ts';
import { startDependencies } from './dependencies.ts';
import { withMainProcesses } from './observation/main-process.ts';
import { ObservedEngine } from './observation/observed-engine.ts';
import { Recorder, type RecorderListeners } from './observation/recorder.ts';
import { runScenarios } from './run-scenarios.ts';
import { startSampling } from './observation/sampling.ts';
import { watchStandstills } from './observation/standstill.ts';
import { stageFor } from './stage.ts';
import { withTracing } from './tracing.ts';

/** An engine that a rehearsal made for itself. */
export interface OwnedEngine extends ContainerEngine, AsyncDisposable {
  /** Where the run may keep files, absolute: it goes away with the engine, with what is mounted in it. It need not exist. */
  readonly folder: string;
}

/** What is rehearsed, and how. */
export interface RehearseOptions {
  readonly workload: Workload;
  readonly settings: RehearsalSettings;
  /** The folder that the settings' commands are relative to, absolute. */
  readonly folder: string;
  readonly scenarios: readonly Scenario[];
  /** Of all delays, choices and arrival times. */
  readonly seed: number;
  /** How late proxies see endpoints. Default: `ingress-nginx` for that proxy, else `usual`. */
  readonly profile?: ProfileName | undefined;
  /** What stands between clients and pods. An affinity that is not stated is the Service's. */
  readonly proxy: DataPlane;
  /** After how long the kubelet hears of a deletion, in milliseconds. Default: 0–1000. */
  readonly deletionLagMs?: Range | undefined;
  /** Has the workload's HorizontalPodAutoscaler at work. Default: the number of pods is the scenarios' alone. */
  readonly autoscale?: boolean | undefined;
  /** Makes the engine that runs the containers. */
  readonly engine: (onOutput: OutputListener) => Promise<OwnedEngine>;
  /** Hear of each event and each line of a log as it happens. Default: nobody does. */
  readonly listeners?: RecorderListeners;
  /** Told of the parts that a live view reads. */
  readonly onTraffic?: (traffic: Traffic) => void;
  /** Breaks the rehearsal off; everything is cleaned up. */
  readonly signal: AbortSignal;
}

/** How long the load may take until its first request is over; a workload that never gets ready answers none. */
const LOAD_START_MS = 15_000;
/** What is sent where no Service leads to the pods, or they take TLS: each request would be lost to that. */
const NO_LOAD = { requestsPerSecond: 0 };

/**
 * Rehearses a workload: starts it with all that it needs, applies load, runs the scenarios one after another, takes
 * everything down again, and returns what was seen.
 *
 * @throws ToolkitError SW_DEPENDENCY_START, SW_JOB_FAILED, SW_MACHINE_EXHAUSTED; what an engine cannot do; the signal's reason
 */
export async function rehearse(options: RehearseOptions): Promise<Evidence> {
  try {
    return await rehearsed(options);
  } catch (error) {
    throw exhaustionOf(error) ?? error;
  }
}

async function rehearsed(options: RehearseOptions): Promise<Evidence> {
  const clock = systemClock;
  const [beganAt, startedAt] = [clock.now(), new Date().toISOString()];
  const { proxy, settings, seed, profile = profileFor(proxy.name) } = options;
  const random = seededRandom(seed);
  const recorder = new Recorder(clock, options.listeners);
  const { note } = recorder;
  const broken = new AbortController();
  const fault = (error: unknown) => broken.abort(exhaustionOf(error) ?? error);
  const signal = AbortSignal.any([options.signal, broken.signal]);

  await using started = new AsyncDisposableStack();
  started.defer(watchStandstills(clock, note));
  const own = started.use(await options.engine(recorder.line));
  const engine = new ObservedEngine(own);
  const dependencies = started.use(
    await startDependencies(options.workload, {
      host: own.hostAddress,
      folder: options.folder,
      note,
      fault,
      signal,
    }),
  );
  const receiver = started.use(await startOtlpReceiver({ host: own.hostAddress, clock }));
  const workload = withTracing(withDependencies(options.workload, dependencies.urls), receiver.endpoint);
  const facts = workloadFacts(options.workload, settings);
  const objects = new ObjectStore(workload.objects);
  const volumesFolder = join(own.folder, 'volumes');
  await mkdir(volumesFolder, { recursive: true });
  const sampling = startSampling({
    engine,
    clock,
    note,
    usage: (sample) => void recorder.usage.push(sample),
    fault,
  });
  started.defer(sampling);
  const cluster = await startCluster({
    workload,
    isRouted: facts.unrouted === undefined,
    volumesFolder,
    objects,
    engine,
    profile,
    proxy: proxy.name,
    deletionLagMs: options.deletionLagMs,
    clock,
    random,
    note: withMainProcesses(note, engine),
    fault,
    lastWordsOf: (pod) => wordsOf(recorder.logs.filter((line) => line.pod === pod)),
    signal,
  });
  started.defer(() => cluster.stop());

  const { controller } = cluster;
  const hasBegun = await firstStart(cluster, recorder, clock, signal);
  const traffic = startLoad(options, { workload, facts, cluster, engine, fault });
  // What ended it before has been told; it must not cover what else ended the rehearsal.
  started.defer(() => traffic.stop().then(() => {}, fault));
  options.onTraffic?.(traffic);
  // Its thread takes a moment to start; what is done before would be done to an idle service.
  if (traffic.perSecond > 0) await recorder.until(() => traffic.log.size > 0, LOAD_START_MS, signal);
  const budget = workload.disruptionBudget?.spec;
  const evict = evictor(budget && new DisruptionBudget(budget, controller), note);
  const autoscaler = options.autoscale ? startAutoscaler(workload, controller, recorder, clock) : undefined;
  started.defer(() => autoscaler?.stop());
  const stageOf = (name: Scenario['name']) =>
    stageFor(name, {
      workload,
      settings,
      objects,
      dependencies: dependencies.proxies,
      load: traffic,
      request: (step, more) => traffic.request(step, more),
      evict,
      receiver,
      clock,
      random: random.fork(),
      signal,
      cluster,
      engine,
      recorder,
    });
  const now = () => clock.now();
  const scenarios = await runScenarios(options.scenarios, stageOf, recorder, now, hasBegun);
  note({ type: 'taken-down' });
  const requests = await traffic.stop();
  await cluster.stop();
  await sampling();
  return {
    startedAt,
    beganAt,
    durationMs: clock.now() - beganAt,
    workload: facts,
    conditions: {
      seed,
      profile,
      proxy: proxy.name,
      requestsPerSecond: traffic.perSecond,
      roundTripMs: settings.load?.roundTripMs ?? 0,
      engine: engine.name,
      notEmulated: engine.notEmulated,
    },
    scenarios,
    events: recorder.events,
    requests,
    logs: recorder.logs,
    droppedLines: recorder.droppedLines,
    usage: recorder.usage,
    spans: receiver.spans,
  };
}

/** What the load goes to. */
interface Served {
  readonly workload: Workload;
  readonly facts: WorkloadFacts;
  readonly cluster: Cluster;
  readonly engine: ObservedEngine;
  readonly fault: (error: unknown) => void;
}

function startLoad(
  { seed, settings, proxy }: RehearseOptions,
  { workload, facts, cluster, engine, fault }: Served,
): Traffic {
  const { unsent, trafficPort } = facts;
  return startTraffic({
    seed,
    settings: unsent === undefined ? (settings.load ?? {}) : NO_LOAD,
    views: cluster.views,
    dataPlane: dataPlaneFor(proxy, workload),
    addressOf: (pod) =>
      trafficPort === undefined ? undefined : engine.pods.get(pod)?.sandbox.addressOf(trafficPort),
    authority: workload.name,
    fault,
  });
}

/** Undefined where the workload has no HorizontalPodAutoscaler. */
function startAutoscaler(
  workload: Workload,
  controller: Controller,
  { usage, note }: Recorder,
  clock: Clock,
): Autoscaler | undefined {
  const { autoscaler } = workload;
  if (autoscaler?.spec === undefined) return undefined;
  const utilisation = ({ name }: Pod) => utilisationOf(name, usage, workload, clock.now());
  return new Autoscaler({ spec: autoscaler.spec, controller, utilisation, clock, note });
}

/** What of these lines tells best why it ended. */
function wordsOf(lines: readonly LogLine[]): string {
  const of = (stream: LogLine['stream']) =>
    lines.flatMap((line) => (line.stream === stream ? [line.text] : [])).join('\n');
  return lastWords({ stdout: of('stdout'), stderr: of('stderr') });
}
