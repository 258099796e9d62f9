import type { Sql } from 'postgres'
import { codeOf, StoreRefused } from './errors.ts'

/** Two servers that start at once may both make the table: one of them hears of a duplicate. */
const duplicates: ReadonlySet<string> = new Set(['23505', '42P07', '42710'])

/** Makes the table unless it is there. Throws `StoreRefused` for one that would not keep texts or their order. */
export async function makeTable(sql: Sql): Promise<void> {
  try {
    await sql`create table if not exists easytier_kv (k text collate "C" primary key, v text not null)`
  } catch (error) {
    if (!duplicates.has(codeOf(error))) throw error
  }
  const [row] = await sql<{ encoding: string; collation: string | null }[]>`
    select current_setting('server_encoding') as encoding, (
      select c.collname from pg_attribute a join pg_collation c on c.oid = a.attcollation
      where a.attrelid = 'easytier_kv'::regclass and a.attname = 'k'
    ) as collation`
  if (row?.encoding !== 'UTF8') {
    throw new StoreRefused(
      `the database keeps texts in ${row?.encoding ?? 'an unknown encoding'}: make one with UTF8`,
    )
  }
  if (row.collation !== 'C') {
    throw new StoreRefused('the table easytier_kv of the database was not made by this program: rename it')
  }
}
