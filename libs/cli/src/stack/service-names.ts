export const SERVICES = ['quiz', 'orders', 'order-items'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The name as part of an environment variable or a database role: order-items -> order_items. */
export function underscored(service: ServiceName): string {
  return service.replaceAll('-', '_');
}
