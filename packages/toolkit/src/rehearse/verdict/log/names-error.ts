/** How programs and runtimes name what ended them; what follows it is a stack trace and the runtime's version. */
const telling = /error|exception|panic|fatal/i;

/**
 * What belongs to another line: a frame or a field of the error, which may have such names too, or where Node.js says that it was
 * emitted. Go writes its frames, with their arguments as numbers, and what started a goroutine from the line's beginning on.
 */
const following = /^\s|^Emitted 'error' event|^\S+\([\da-fx{},?._ ]*\)$|^created by /;

/** A log line's level below a warning, as text or as pino's number, in JSON (Elastic's and Datadog's too) or logfmt. */
const belowWarning =
  /"(level|severity|log\.level|status)"\s*:\s*("(trace|debug|info)"|[123]0\b)|(^|\s)(level|severity)=(trace|debug|info)\b/i;

/** What Go's net/http says of a handler that panics, by the standard logger: where slog stands in for that, at the level INFO. */
const ofHandler = /\bhttp: panic serving /;

/** Whether a line of a program's output names an error, and is not one of those that follow upon its name. */
export function namesError(text: string): boolean {
  return ofHandler.test(text) || (telling.test(text) && !following.test(text) && !belowWarning.test(text));
}
