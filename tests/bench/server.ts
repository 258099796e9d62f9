/** `npm run bench:server`: the numbers of the Node server, each beside its goal. Exit code 1 where one is missed. Needs Linux's /proc. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { buildServer } from '../../src/tools/build-server.ts'
import { temporaryFolder } from '../support/npm-start.ts'
import { ms, type Row } from './api/row.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { measureDays } from './server/days.ts'
import { measure, residentMb, type Load } from './server/load.ts'
import { tokenOf } from './api/reports.ts'
import { BenchServer, seed } from './server/site.ts'

const nodes = 1_000
const connectionCounts = [8, 64]

type Goal = {
  readonly what: string
  readonly load: Omit<Load, 'connections'>
  readonly perSecond?: number
  readonly cpuMs?: number
  /** Asked at 64 connections alone. */
  readonly p99Ms?: number
  /** Answers a second of the emulation that `npm start` was in 0.1.0. */
  readonly emulation?: number
}

/**
 * Measured once, on two cores at 8 connections with 1,000 nodes: in a checkout of 22fd0e6 with its `npm start`, by
 * `npx autocannon -c 8 -d 5` at the same path.
 */
const emulationPerS = { public: 353, query: 957, report: 399 } as const

const json = { 'content-type': 'application/json' }

function reportOf(ids: readonly number[]): (count: number) => string {
  return (count) =>
    JSON.stringify({
      token: tokenOf(ids[count % ids.length] ?? 0),
      current_bandwidth: count % 90,
      reported_traffic: 0.001,
      connection_count: count % 50,
    })
}

function goalsOf(ids: readonly number[], etag: string): Goal[] {
  const compressed = { 'accept-encoding': 'br, gzip' }
  return [
    {
      what: 'GET /api/public, whole, compressed',
      load: { path: '/api/public', headers: compressed, status: 200 },
      perSecond: 4_000,
      cpuMs: 0.25,
      emulation: emulationPerS.public,
    },
    {
      what: 'the same, 304',
      load: { path: '/api/public', headers: { ...compressed, 'if-none-match': etag }, status: 304 },
      cpuMs: 0.1,
    },
    { what: '/peer', load: { path: '/peer', manyClients: true, status: 200 }, cpuMs: 0.1 },
    {
      what: '/peer with a key',
      load: {
        path: '/peer?key=k',
        pathOf: (count) => `/peer?key=network${count % 500}`,
        manyClients: true,
        status: 200,
      },
      cpuMs: 0.2,
    },
    {
      what: 'POST /api/query',
      load: { path: '/api/query', method: 'POST', headers: json, body: '{}', status: 200 },
      cpuMs: 0.3,
      emulation: emulationPerS.query,
    },
    {
      what: 'POST /api/report, on disk',
      load: { path: '/api/report', method: 'POST', headers: json, bodyOf: reportOf(ids), status: 200 },
      perSecond: 2_000,
      cpuMs: 0.5,
      p99Ms: 20,
      emulation: emulationPerS.report,
    },
    { what: 'static page', load: { path: '/', headers: compressed, status: 200 }, perSecond: 8_000 },
  ]
}

async function rowsOf(server: BenchServer, goal: Goal): Promise<Row[]> {
  const rows: Row[] = []
  for (const connections of connectionCounts) {
    const { perSecond, cpuMsEach, p99Ms } = await measure(server, { ...goal.load, connections })
    const isWide = connections === connectionCounts.at(-1)
    const wanted = [
      ...(goal.perSecond === undefined || !isWide ? [] : [`>= ${goal.perSecond}/s`]),
      ...(goal.cpuMs === undefined ? [] : [`<= ${goal.cpuMs} ms CPU`]),
      ...(goal.p99Ms === undefined || !isWide ? [] : [`p99 <= ${goal.p99Ms} ms`]),
    ]
    rows.push({
      what: `${goal.what}, ${connections} connections`,
      goal: wanted.join(', '),
      measured: `${Math.round(perSecond)}/s${ratioOf(perSecond, isWide ? undefined : goal.emulation)}, ${ms(cpuMsEach)} CPU, p99 ${p99Ms} ms`,
      met:
        wanted.length === 0
          ? undefined
          : cpuMsEach <= (goal.cpuMs ?? Infinity) &&
            (!isWide || (perSecond >= (goal.perSecond ?? 0) && p99Ms <= (goal.p99Ms ?? Infinity))),
    })
    console.error(JSON.stringify(rows.at(-1)))
  }
  return rows
}

function ratioOf(perSecond: number, emulation: number | undefined): string {
  return emulation === undefined ? '' : ` (${(perSecond / emulation).toFixed(1)} x the emulation of 0.1.0)`
}

function startRow(server: BenchServer, count: number, mb: number): Row {
  const mbMax = count <= 1_000 ? 130 : 350
  const resident = residentMb(server.pid)
  return {
    what: `start to the first answer / resident memory, ${count} nodes`,
    goal: `<= 1 s / <= ${mbMax} MB`,
    measured: `${Math.round(server.startMs)} ms / ${Math.round(mb)} MB (${Math.round(resident)} MB after load)`,
    met: server.startMs <= 1_000 && mb <= mbMax,
  }
}

async function measureSite(folder: string, count: number, only: RegExp): Promise<Row[]> {
  const dataDir = path.join(folder, String(count))
  mkdirSync(dataDir, { mode: 0o700 })
  const ids = await seed({ dataDir }, count)
  const env = { DATA_DIR: dataDir, TRUSTED_PROXIES: 'loopback' }
  // A site that starts again has its views.
  await (await BenchServer.start(env)).stop()
  const server = await BenchServer.start(env)
  try {
    const answer = await fetch(`${server.origin}/api/public`)
    await answer.arrayBuffer()
    const mb = residentMb(server.pid)
    const rows: Row[] = []
    if (count === nodes) {
      for (const goal of goalsOf(ids, answer.headers.get('etag') ?? '')) {
        if (only.test(goal.what)) rows.push(...(await rowsOf(server, goal)))
      }
    }
    return [...rows, startRow(server, count, mb)]
  } finally {
    await server.stop()
  }
}

/** Node's own server: what no row can be below. */
async function measureFloor(): Promise<Row[]> {
  const bare = await BenchServer.start({}, path.join(import.meta.dirname, 'server/bare.mjs'))
  try {
    return await rowsOf(bare, { what: 'bare node:http', load: { path: '/', status: 200 } })
  } finally {
    await bare.stop()
  }
}

async function measurePostgres(): Promise<Row[]> {
  if (!hasPostgres) {
    console.error('PostgreSQL is not installed: its row is left out')
    return []
  }
  const database = await startPostgres()
  try {
    const ids = await seed({ dataDir: '', databaseUrl: database.url }, nodes)
    const server = await BenchServer.start({ DATABASE_URL: database.url })
    try {
      return await rowsOf(server, {
        what: 'POST /api/report, PostgreSQL',
        load: { path: '/api/report', method: 'POST', headers: json, bodyOf: reportOf(ids), status: 200 },
        perSecond: 800,
      })
    } finally {
      await server.stop()
    }
  } finally {
    await database.remove()
  }
}

/** The table of a part: `days` (with their number behind it), or what the name of a row has in it. */
async function measureAll(folder: string, part: string | undefined): Promise<Row[]> {
  if (part === 'days') {
    const dataDir = path.join(folder, 'days')
    mkdirSync(dataDir, { mode: 0o700 })
    return measureDays(dataDir, await seed({ dataDir }, nodes), Number(process.argv[3] ?? 5))
  }
  const only = new RegExp(part ?? '')
  const rows = [...(await measureFloor()), ...(await measureSite(folder, nodes, only))]
  if (part === undefined || only.test('PostgreSQL')) rows.push(...(await measurePostgres()))
  if (part === undefined || only.test('10000 nodes')) rows.push(...(await measureSite(folder, 10_000, only)))
  return rows
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
}

function print(rows: readonly Row[]): void {
  const cells = rows.map(({ what, goal, measured, met }) => [
    what,
    goal,
    measured,
    met === undefined ? '' : met ? 'yes' : 'NO',
  ])
  const table = [['what', 'goal', 'measured', 'met'], ...cells]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...table.map((row) => row[at]?.length ?? 0)))
  for (const row of table) console.log(line(row, widths))
}

await buildServer({ ifStale: true })
const { folder, remove } = temporaryFolder('bench-server-')
try {
  const rows = await measureAll(folder, process.argv[2])
  print(rows)
  if (rows.some(({ met }) => met === false)) process.exitCode = 1
} finally {
  remove()
}
