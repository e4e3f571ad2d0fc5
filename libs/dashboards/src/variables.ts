import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** Every panel and every variable asks this one. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** What every dashboard can be narrowed to. A Prometheus without namespaces, on a laptop, has `.*` for all of them. */
export function variables(): readonly (DatasourceVariableBuilder | QueryVariableBuilder)[] {
  return [
    new DatasourceVariableBuilder('datasource')
      .label('Data source')
      .type('prometheus')
      .current({ text: 'default', value: 'default' }),
    choice('namespace', 'Namespace', 'label_values(tenfold_build_info, namespace)').allValue('.*'),
    choice('job', 'Job', 'label_values(tenfold_build_info{namespace=~"$namespace"}, job)').allValue('.+'),
    choice(
      'instance',
      'Instance',
      'label_values(tenfold_build_info{namespace=~"$namespace", job=~"$job"}, instance)',
    ).allValue('.+'),
  ];
}

function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ text: 'All', value: '$__all' });
}
