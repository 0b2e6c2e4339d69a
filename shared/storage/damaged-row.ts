/** Where a row is. */
export interface RowPlace {
  /** The table's name, without the installation's prefix. */
  readonly table: 'Conversations' | 'Broadcasts' | 'Deliveries' | 'Gates' | 'Audit';
  readonly partition: string;
  readonly row: string;
}

/**
 * A row does not hold what its kind holds: a column is missing, of another type, cut short, or contradicts another one.
 * Every decoder throws this and nothing else, so whoever reads many rows can leave out the one. It says where, never what.
 */
export class DamagedRow extends Error implements RowPlace {
  override readonly name = 'DamagedRow';
  readonly table: RowPlace['table'];
  readonly partition: string;
  readonly row: string;
  readonly column: string;

  constructor({ table, partition, row }: RowPlace, column: string) {
    super(`The column ${column} of row ${row}, partition ${partition}, table ${table} is damaged.`);
    this.table = table;
    this.partition = partition;
    this.row = row;
    this.column = column;
  }

  /** What a log needs to find the row by. */
  get fields(): Readonly<Record<keyof RowPlace | 'column', string>> {
    const { table, partition, row, column } = this;
    return { table, partition, row, column };
  }
}

/**
 * What a reading comes to, or nothing when its row is damaged.
 * @param told where the row is, to be logged
 */
export function unlessDamaged<T>(read: () => T, told: (damage: DamagedRow) => void): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    told(error);
    return undefined;
  }
}
