/**
 * What scenarios find out or do that no other event says, by name; verdicts read them. The value's meaning stands with each.
 *
 * - `main-process`: the name of a pod's PID 1, as the kernel has it (`/proc/PID/comm`).
 * - `struck`: a pod was harmed on purpose; the value says how, such as `SIGKILL`. What it loses then is nobody's fault.
 * - `stall-short`, `stall-long`: all threads of a pod stood still; the value is for how long, in milliseconds.
 * - `loop-stall-short`, `loop-stall-long`: the event loop of a pod did, and nothing else of it.
 * - `loop-stall-unable`: why that could not be brought about.
 * - `squeezed`: a pod's CPU limit was lowered; the value is the limit in thousandths of a core, 0 where it could not be.
 * - `state-written`: whether the write of `settings.state` was answered.
 * - `state-read`: whether what was written could be read, from the pod named.
 * - `dependency-recovered`: whether the deployment was complete and answered again once all was back.
 * - `config-good`, `config-bad`: the ConfigMap that was changed, in a way that the program must take up, or refuse.
 * - `config-rolled-out`: whether a change was rolled out to new pods, and not written into a mounted volume.
 * - `variable-broken`: the variable that a new revision lacks, or has a malformed value of.
 * - `init-broken`: the init container that a new revision fails in.
 * - `scaled`: whether the pods asked for were there, after each change of their number.
 * - `pressed`: memory pressure begins; the value is how many large requests are kept under way, on top of a higher load.
 * - `large-answered`: how many large requests were answered, were it to refuse them.
 * - `drained`: whether every pod of the node was evicted and replaced.
 * - `traced`: the id of a trace that an answered request began, on the pod named.
 */
export type FindingName =
  | 'main-process'
  | 'struck'
  | 'stall-short'
  | 'stall-long'
  | 'loop-stall-short'
  | 'loop-stall-long'
  | 'loop-stall-unable'
  | 'squeezed'
  | 'state-written'
  | 'state-read'
  | 'dependency-recovered'
  | 'config-good'
  | 'config-bad'
  | 'config-rolled-out'
  | 'variable-broken'
  | 'init-broken'
  | 'scaled'
  | 'pressed'
  | 'large-answered'
  | 'drained'
  | 'traced';
