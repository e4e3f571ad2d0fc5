import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type Dashboard as Model,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from './panels/panel.js';
import { renderPanel } from './panels/render-panel.js';
import { variables } from './variables.js';

const TAG = 'tenfold';
const WIDTH = 24;

/** The classic form of a dashboard (schema version 1), which sidecars and older servers take too. */
export function renderDashboard({ uid, title, description, rows }: Dashboard): Model {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .refresh('10s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(others());
  for (const variable of variables()) builder.withVariable(variable);
  let id = 0;
  for (const { title: name, panels, perLine = 3, height = 8 } of rows) {
    builder.withRow(new RowBuilder(name).id(++id));
    for (const panel of panels)
      builder.withPanel(renderPanel(panel, { id: ++id, width: WIDTH / perLine, height }));
  }
  const { links = [], ...dashboard } = builder.build();
  // The SDK has them in a menu, which older servers do not know and newer ones hide them in.
  return { ...dashboard, links: links.map(({ placement: _, ...link }) => link) };
}

/** All dashboards of ours, with what is selected here. */
function others(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('tenfold')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true);
}
