/** As Grafana names them. */
export type Unit = 'short' | 'reqps' | 'ops' | 's' | 'bytes' | 'percentunit' | 'none';

export type PanelKind = 'timeseries' | 'stat' | 'state' | 'table';

export interface Target {
  readonly expr: string;
  /** As Grafana has it: `{{job}}`. */
  readonly legend: string;
  /** Nothing need have happened yet: errors, what is switched off, what only some stacks have. */
  readonly mayBeEmpty?: true;
}

/** A colour from this value on; the first begins at everything. */
export interface Threshold {
  readonly from: number | null;
  readonly color: 'green' | 'yellow' | 'red' | 'blue';
}

/** What a panel shows; how Grafana writes it down, is render-panel's to know. */
export interface Panel {
  readonly kind: PanelKind;
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
  readonly targets: readonly Target[];
  readonly thresholds?: readonly Threshold[];
  /** Values by their names. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: Threshold['color'] }>>;
  /** Series lie on one another, as parts of a whole. */
  readonly stacked?: true;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Side by side; 3 unless given. Divides 24. */
  readonly perLine?: 1 | 2 | 3 | 4 | 6;
  /** In units of the grid; 8 unless given. */
  readonly height?: number;
}

export interface Dashboard {
  /** Part of its address and the name of its file: never changed. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}
