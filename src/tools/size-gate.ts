import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { withLock } from './lock.ts'
import { artifactsValue, buildLock } from './paths.ts'

export interface Size {
  what: string
  bytes: number
  bytesMax: number
}

const KB = 1_000
const lockWaitMs = 600_000

/** Sizes of what is deployed, each with its limit. */
export function measure(artifacts: typeof artifactsValue = artifactsValue): Size[] {
  const assets = filesUnder(artifacts.assets)
  const gzipped = assets.map((file) => gzipSync(readFileSync(file)).length)
  return [
    // The CLI shares nothing: each of the five entries holds a copy of what it imports, Hono's 20 KB among it.
    { what: 'edge functions', bytes: statSync(artifacts.edgeBundle).size, bytesMax: 1_250 * KB },
    {
      what: 'edge functions, gzip',
      bytes: gzipSync(readFileSync(artifacts.edgeBundle)).length,
      bytesMax: 375 * KB,
    },
    { what: 'Node functions', bytes: statSync(artifacts.nodeBundle).size, bytesMax: 600 * KB },
    { what: 'all static files', bytes: sum(assets.map((file) => statSync(file).size)), bytesMax: 2_700 * KB },
    { what: 'all static files, gzip', bytes: sum(gzipped), bytesMax: 740 * KB },
    { what: 'largest static file, gzip', bytes: Math.max(0, ...gzipped), bytesMax: 100 * KB },
    ...statusPage(artifacts.assets),
  ]
}

/** What a first visit of the status page loads before anybody touches it, in the language whose texts are the longest. */
function statusPage(assets: string): Size[] {
  const page = path.join(assets, 'index.html')
  if (!existsSync(page)) return []
  const html = readFileSync(page, 'utf8')
  const weigh = (name: string): number => gzipSync(readFileSync(path.join(assets, name)), { level: 9 }).length
  const named = (pattern: RegExp): number[] => [...html.matchAll(pattern)].map(([, name = '']) => weigh(name))
  const texts = named(/ data-(?:zh|tw|en)="\/([^"]+)"/g)
  return [
    {
      what: 'status page, first scripts, gzip',
      bytes: sum(named(/<script[^>]* src="\/([^"?]+)/g)) + Math.max(0, ...texts),
      bytesMax: 25 * KB,
    },
    {
      what: 'status page, style sheet, gzip',
      bytes: sum(named(/<link rel="stylesheet"[^>]* href="\/([^"]+)"/g)),
      bytesMax: 12 * KB,
    },
  ]
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The sizes as a table for people, one line each. */
export function table(sizes: readonly Size[]): string {
  const kb = (bytes: number): string => `${(bytes / KB).toFixed(1)} KB`.padStart(10)
  const line = ({ what, bytes, bytesMax }: Size): string =>
    `${what.padEnd(34)}${kb(bytes)} of ${kb(bytesMax)}  ${bytes > bytesMax ? 'TOO LARGE' : 'ok'}`
  return sizes.map(line).join('\n')
}

if (import.meta.filename === process.argv[1]) {
  const sizes = await withLock(buildLock, lockWaitMs, async () => measure())
  console.log(table(sizes))
  if (sizes.some(({ bytes, bytesMax }) => bytes > bytesMax)) process.exitCode = 1
}
