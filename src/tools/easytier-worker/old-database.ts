import initSqlJs from 'sql.js'

/** A cell as SQLite gives it out. */
export type Cell = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Cell>>

/** The tables of an old site by name. */
export type OldDatabase = ReadonlyMap<string, readonly Row[]>

/** What was given is no database of easytier-worker; the message says why. */
export class DumpRefused extends Error {
  override readonly name = 'DumpRefused'
}

const fileMark = 'SQLite format 3\0'
/** Thousands of nodes with a month of figures each are some 20 MB. */
const bytesMax = 500_000_000
const needed = ['users', 'nodes'] as const

/**
 * Reads a plain SQLite file, or the SQL that its hosting exports. SQLite itself runs it, inside WebAssembly, where no
 * statement of a dump reaches a file of this machine.
 * Throws DumpRefused.
 */
export async function readOldDatabase(bytes: Uint8Array): Promise<OldDatabase> {
  if (bytes.length > bytesMax) throw new DumpRefused(`more than ${bytesMax / 1e6} MB`)
  const { Database } = await initSqlJs()
  const isFile = new TextDecoder('latin1').decode(bytes.subarray(0, fileMark.length)) === fileMark
  const database = new Database(isFile ? bytes : null)
  try {
    if (!isFile) database.exec(textOf(bytes))
    const names = rowsOf(database, `SELECT name FROM sqlite_schema WHERE type = 'table'`)
    const tables = new Map<string, readonly Row[]>()
    for (const { name } of names) {
      if (typeof name !== 'string' || /^(?:sqlite|_cf|d1)_/.test(name)) continue
      tables.set(name, rowsOf(database, `SELECT * FROM "${name.replaceAll('"', '""')}" ORDER BY rowid`))
    }
    for (const name of needed) if (!tables.has(name)) throw new DumpRefused(`it has no table ${name}`)
    return tables
  } catch (error) {
    if (error instanceof DumpRefused || !(error instanceof Error)) throw error
    throw new DumpRefused(`SQLite says: ${error.message}`, { cause: error })
  } finally {
    database.close()
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new DumpRefused('it is neither a SQLite file nor SQL in UTF-8', { cause: error })
  }
}

type Queried = {
  exec(sql: string): { readonly columns: readonly string[]; readonly values: readonly (readonly Cell[])[] }[]
}

function rowsOf(database: Queried, sql: string): readonly Row[] {
  return database
    .exec(sql)
    .flatMap(({ columns, values }) =>
      values.map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? null]))),
    )
}
