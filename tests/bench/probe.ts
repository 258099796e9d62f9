/** `npm run bench:probe`: the numbers of the health check, each beside its goal. Exit code 1 where one is missed. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { startNewest } from './probe/core.ts'
import {
  measureBatch,
  measureCheck,
  measureColdStart,
  measureDigest,
  measureMemory,
} from './probe/measure.ts'

type Row = { readonly what: string; readonly goal: string; readonly measured: string; readonly met: boolean }

const rows: Row[] = []
function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}
function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}

const core = await startNewest()
if (core === null) {
  rows.push({ what: 'check of a real core', goal: '<= 10 ms', measured: 'no core found', met: false })
} else {
  const { checkMs, bareMs } = await measureCheck(core.server, 50)
  const { checkMs: udpMs } = await measureCheck(core.udp, 50)
  await core.kill()
  rows.push(
    {
      what: `check of a local core ${core.core.version}, median of 50`,
      goal: '<= 10 ms',
      measured: ms(checkMs),
      met: checkMs <= 10,
    },
    {
      what: 'the same, above a bare connect + 4 round trips',
      goal: '<= 5 ms',
      measured: `${ms(checkMs - bareMs)} above ${ms(bareMs)}`,
      met: checkMs - bareMs <= 5,
    },
    {
      what: 'check of the same core over UDP, 30 ms before the HandShake and 20 ms of leaving included',
      goal: '<= 65 ms',
      measured: ms(udpMs),
      met: udpMs <= 65,
    },
  )
}

const { batchMs, slowestMs } = await measureBatch(200)
rows.push({
  what: 'batch of 20 nodes with 200 ms delay each',
  goal: 'slowest + 10 %',
  measured: `${ms(batchMs)}, slowest alone ${ms(slowestMs)} (${(100 * (batchMs / slowestMs - 1)).toFixed(1)} %)`,
  met: batchMs <= slowestMs * 1.1,
})

const digestUs = measureDigest(20_000)
rows.push({
  what: 'digest of a name and secret',
  goal: '<= 50 us',
  measured: `${digestUs.toFixed(1)} us`,
  met: digestUs <= 50,
})

const grown = await measureMemory(200)
rows.push({
  what: 'memory of 200 checks side by side, above idle',
  goal: '<= 60 MB',
  measured: mebibytes(grown),
  met: grown <= 60 * 2 ** 20,
})

const bundle = path.resolve(import.meta.dirname, '../../.edgeone/cloud-functions/api-node/index.mjs')
if (existsSync(bundle)) {
  const cold = await measureColdStart(bundle, 9)
  rows.push(
    {
      what: 'Node function cold start, import to first answer, median of 9',
      goal: '<= 150 ms',
      measured: ms(cold.ms),
      met: cold.ms <= 150,
    },
    {
      what: 'emitted Node bundle',
      goal: '<= 600 KB',
      measured: `${(cold.bytes / 1_024).toFixed(0)} KB`,
      met: cold.bytes <= 600 * 1_024,
    },
  )
} else {
  rows.push({ what: 'Node function cold start', goal: '<= 150 ms', measured: 'not built', met: false })
}

console.log('| what | goal | measured | |\n|---|---|---|---|')
for (const { what, goal, measured, met } of rows) {
  console.log(`| ${what} | ${goal} | ${measured} | ${met ? 'met' : 'MISSED'} |`)
}
process.exitCode = rows.every(({ met }) => met) ? 0 : 1
