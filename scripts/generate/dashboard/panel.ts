/** What a panel shows, before it has a place. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

/** One PromQL query and how its series are named. */
export interface Query {
  readonly expr: string;
  /** Grafana's template, `{{label}}`. */
  readonly legend: string;
  /** Shows exemplars, which lead to traces. */
  readonly exemplar?: true;
}

/** The series of the jobs and pods that the dashboard's variables choose. */
export const chosen = 'job=~"$job",instance=~"$instance"';
