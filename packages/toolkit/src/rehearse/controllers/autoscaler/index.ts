/** A HorizontalPodAutoscaler on the utilisation of CPU. */
export { Autoscaler, type AutoscalerOptions } from './autoscaler.ts';
