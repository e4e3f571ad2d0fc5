import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm';

const money = { to: (value: number) => value, from: (value: string) => Number(value) };

/** Plain entities, as TypeORM's documentation writes them. The order of the columns is the order of the answer's members. */
@Entity({ schema: 'bench', name: 'orders' })
export class StockOrder {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  number!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  status!: string;

  @Column('text', { name: 'items_state' })
  itemsState!: string;

  @Column('text', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('text')
  currency!: string;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('text', { name: 'country_name', nullable: true })
  countryName!: string | null;

  @Column('integer', { name: 'item_count' })
  itemCount!: number;

  @Column('bigint', { transformer: money })
  total!: number;

  @Column('json')
  preview!: object[];

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_reference', nullable: true })
  externalReference!: string | null;

  @Column('json')
  metadata!: object;

  @Column('uuid', { name: 'return_of', nullable: true })
  returnOf!: string | null;

  @Column('integer')
  version!: number;

  @Column('json', { name: 'status_times' })
  statusTimes!: object;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @OneToMany(() => StockLine, (line) => line.order, { cascade: true })
  lines?: StockLine[];
}

@Entity({ schema: 'bench', name: 'order_lines' })
export class StockLine {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ManyToOne(() => StockOrder, (order) => order.lines)
  @JoinColumn({ name: 'order_id' })
  order?: StockOrder;

  @Column('integer', { name: 'line_no' })
  lineNo!: number;

  @Column('text')
  sku!: string;

  @Column('text')
  title!: string;

  @Column('integer')
  quantity!: number;

  @Column('numeric', { name: 'unit_price', precision: 16, scale: 4 })
  unitPrice!: string;

  @Column('bigint', { name: 'line_total', transformer: money })
  lineTotal!: number;

  @Column('boolean', { name: 'is_charge' })
  isCharge!: boolean;
}
