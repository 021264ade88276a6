/** A collector of OTLP over HTTP for one rehearsal: which spans arrived, and when. */
export { startOtlpReceiver, type OtlpReceiver, type OtlpReceiverOptions } from './otlp-receiver.ts';
