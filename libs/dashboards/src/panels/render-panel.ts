import {
  BigValueColorMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  StackingConfigBuilder,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCE } from '../variables.js';
import type { Panel } from './panel.js';

type Builder = LinesBuilder | StatBuilder | StateBuilder | TableBuilder;

export interface Size {
  readonly id: number;
  readonly width: number;
  readonly height: number;
}

/** A panel as Grafana has it; where it lies, the dashboard's builder decides. */
export function renderPanel(panel: Panel, { id, width, height }: Size): Builder {
  const { kind, title, description, unit, targets, thresholds, words } = panel;
  const builder = builderOf(panel)
    .id(id)
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .span(width)
    .height(height);
  for (const [index, { expr, legend }] of targets.entries())
    builder.withTarget(query(kind, expr, legend, String.fromCharCode('A'.charCodeAt(0) + index)));
  if (words !== undefined) builder.mappings([mapping(words)]);
  if (thresholds !== undefined) builder.thresholds(steps(thresholds));
  return builder;
}

function builderOf({ kind, stacked }: Panel): Builder {
  switch (kind) {
    case 'timeseries':
      return lines(stacked === true);
    case 'stat':
      return new StatBuilder()
        .colorScheme(byThresholds())
        .colorMode(BigValueColorMode.Background)
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
    case 'state':
      return new StateBuilder()
        .colorScheme(byThresholds())
        .mergeValues(true)
        .showValue(VisibilityMode.Auto)
        .rowHeight(0.8)
        .legend(hidden());
    case 'table':
      return new TableBuilder();
  }
}

function lines(stacked: boolean): LinesBuilder {
  const builder = new LinesBuilder()
    .min(0)
    .fillOpacity(stacked ? 40 : 8)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
  return stacked ? builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : builder;
}

/** Unless told, a band of states goes by a scale of its own. */
function byThresholds(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

function hidden(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(false);
}

function query(kind: Panel['kind'], expr: string, legend: string, refId: string): DataqueryBuilder {
  const builder = new DataqueryBuilder().expr(expr).legendFormat(legend).refId(refId).datasource(DATASOURCE);
  return kind === 'table' ? builder.instant().format(PromQueryFormat.Table) : builder.range();
}

function mapping(words: NonNullable<Panel['words']>): ValueMapping {
  const options = Object.entries(words).map(([value, word], index) => [value, { ...word, index }]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}

function steps(thresholds: NonNullable<Panel['thresholds']>): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(thresholds.map(({ from, color }) => ({ value: from, color })));
}
