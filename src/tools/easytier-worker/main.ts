import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { choosePolicy } from '../../auth/passwords.ts'
import { secretCharsMin } from '../../auth/secrets.ts'
import { convert, type Converted } from './convert.ts'
import { DumpRefused, readOldDatabase } from './old-database.ts'
import { lineOf } from './told.ts'

/**
 * `JWT_SECRET=... npm run import:easytier-worker -- dump.sql [--out FOLDER] [--dry-run] [--totals all|ID,ID] [--unverified]`:
 * turns the database of an easytier-worker into files for `POST /api/system/import` and says, line by line, what was taken,
 * changed and left out. The guide is docs/moving-from-easytier-worker.md.
 */
const usage =
  'usage: JWT_SECRET=... npm run import:easytier-worker -- dump.sql [--out FOLDER] [--dry-run] [--totals all|ID,ID] [--unverified]'

class Usage extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Usage || error instanceof DumpRefused || isFileError(error))) throw error
  console.error(error instanceof Usage ? `${error.message}\n${usage}` : `nothing was made: ${error.message}`)
  process.exitCode = error instanceof Usage ? 2 : 1
}

async function run(words: string[]): Promise<number> {
  const { file, out, isDry, takesUnverified, totals } = readArguments(words)
  const secret = process.env['JWT_SECRET']
  if (!isDry && (secret === undefined || secret.length < secretCharsMin)) {
    throw new Usage(`JWT_SECRET of the new site is needed, at least ${secretCharsMin} characters`)
  }
  if (!isDry) await requireEmpty(out)
  const tables = await readOldDatabase(await readFile(file))
  const converted = await convert(tables, {
    secret: isDry ? undefined : secret,
    policy: choosePolicy(process.env['PASSWORD_HASH']),
    nowMs: Date.now(),
    takesUnverified,
    sendsTotals: (id) => totals === 'all' || totals.includes(id),
  })
  const lines = converted.report.lines.map(lineOf)
  for (const line of [...lines, '', summaryOf(converted)]) console.log(line)
  if (!isDry) await writeAll(out, converted.pages, lines)
  return 0
}

function readArguments(words: string[]) {
  const parsed = parse(words)
  const [file, ...rest] = parsed.positionals
  if (file === undefined || rest.length > 0) throw new Usage('one file is needed')
  const { out = 'easytier-worker-import', totals = '' } = parsed.values
  if (totals !== 'all' && !/^(?:\d+(?:,\d+)*)?$/.test(totals)) throw new Usage('--totals takes all, or ids')
  return {
    file,
    out,
    isDry: parsed.values['dry-run'] === true,
    takesUnverified: parsed.values.unverified === true,
    totals: totals === 'all' ? totals : totals.split(',').filter(Boolean),
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        totals: { type: 'string' },
        'dry-run': { type: 'boolean' },
        unverified: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error))
  }
}

/** Files of an earlier run must not be imported with those of this one. */
async function requireEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new Usage(`${folder} is not empty: name another by --out`)
}

async function writeAll(folder: string, pages: readonly string[], lines: readonly string[]): Promise<void> {
  const options = { mode: 0o600, flag: 'wx' } as const
  for (const [at, page] of pages.entries()) {
    await writeFile(path.join(folder, `import-${String(at + 1).padStart(4, '0')}.ndjson`), page, options)
  }
  await writeFile(path.join(folder, 'report.txt'), lines.map((line) => `${line}\n`).join(''), options)
  console.log(`written to ${folder}: ${pages.length} files to import, in their order, and report.txt`)
}

function summaryOf({ report }: Converted): string {
  const parts = (['user', 'node'] as const).map((what) => {
    const [taken, leftOut] = [report.count('taken', what), report.count('left out', what)]
    return `${taken} of ${taken + leftOut} ${what}s`
  })
  const changed = report.lines.filter(({ kind }) => kind === 'changed').length
  return `taken: ${parts.join(', ')}; ${changed} values changed`
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}
