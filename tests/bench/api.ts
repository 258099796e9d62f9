/** `npm run bench`: the numbers of the API, each beside its goal. Exit code 1 where one is missed. Needs Linux's /proc. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { artifactsValue } from '../../src/tools/paths.ts'
import { startEdge } from '../support/edge-runtime.ts'
import { measureAlerts } from './api/alerts.ts'
import { bareBundle } from './api/bare.ts'
import { measureChecks } from './api/checks.ts'
import { startMeasured } from './api/cpu.ts'
import { measureLaunchers } from './api/launchers.ts'
import { measureLists } from './api/lists.ts'
import { measurePeer } from './api/peer.ts'
import { fillReporters } from './api/reports.ts'
import { measureRoutes, reportersNeeded } from './api/routes.ts'
import type { Row } from './api/row.ts'
import { measureViews } from './api/views.ts'

const jwtSecret = 'a-secret-of-the-bench-0123456789'
/** Places whose checks a view has to read. */
const placesLooking = 4
const rows: Row[] = []

const bundle = readFileSync(artifactsValue.edgeBundle)
const zippedBytes = gzipSync(bundle).length
rows.push({
  what: 'emitted edge bundle',
  goal: '<= 560 KB, 135 KB gzip',
  measured: `${Math.round(bundle.length / 1000)} KB, ${Math.round(zippedBytes / 1000)} KB gzip`,
  met: bundle.length <= 560_000 && zippedBytes <= 135_000,
})

const bare = await startMeasured(() => startEdge({ bundle: bareBundle }))
const site = await startMeasured(() => startEdge({ env: { JWT_SECRET: jwtSecret } }))
const reporting = await startMeasured(() => startEdge({ env: { JWT_SECRET: jwtSecret } }))
const reporters = await fillReporters(reporting, reportersNeeded)
rows.push(...(await measureRoutes(bare, site, { site: reporting, reporters }, jwtSecret)))
await reporting.edge.stop()
await site.edge.stop()

const large = await startMeasured(() => startEdge({ env: { JWT_SECRET: jwtSecret } }))
rows.push(...(await measureLists(bare, large)))
await large.edge.stop()
await bare.edge.stop()
for (const count of [1000, 10_000]) {
  rows.push(...(await measureViews(count)), ...(await measureViews(count, placesLooking)))
  rows.push(...(await measurePeer(count)))
}

rows.push(...(await measureChecks()))

rows.push(...(await measureLaunchers()))
rows.push(...(await measureAlerts()))

const widths = ['what', 'goal', 'measured'].map((name) =>
  Math.max(name.length, ...rows.map((row) => row[name as 'what' | 'goal' | 'measured'].length)),
)
function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
}
console.log(line(['what', 'goal', 'measured']) + ' met |')
console.log(line(widths.map((width) => '-'.repeat(width))) + ' --- |')
for (const { what, goal, measured, met } of rows)
  console.log(line([what, goal, measured]) + (met === undefined ? '     |' : met ? ' yes |' : ' NO  |'))
if (rows.some(({ met }) => met === false)) process.exitCode = 1
