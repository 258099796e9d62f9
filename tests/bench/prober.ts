/**
 * `npm run bench:prober [minutes]`: what a place with 400 nodes at a pace of 10 minutes costs, above a Node process that does
 * nothing. Needs Linux's /proc and a built site.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { repositoryRoot } from '../../src/tools/paths.ts'
import type { ProberResult, ProberWork } from '../../src/contract/places.ts'

const minutes = Number(process.argv[2] ?? 12)
const nodes = 400
const ticksPerS = 100
const program = path.join(repositoryRoot, 'public/prober.mjs')

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '0.0.0.0', () => resolve((server.address() as AddressInfo).port)),
  )
}

/** Resident memory in MB (now and at most) and CPU seconds of a process. */
function usageOf({ pid }: ChildProcess): { mb: number; peakMb: number; cpuS: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0)
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const cpuS = (Number(fields[11]) + Number(fields[12])) / ticksPerS
  return { mb: kb('VmRSS') / 1024, peakMb: kb('VmHWM') / 1024, cpuS }
}

// What answers is no EasyTier node: each check connects, speaks first and is hung up on.
const answering = createServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => socket.destroy())
})
const port = await listening(answering)
const work: ProberWork = {
  place: { id: 'bench0', name: 'bench' },
  checks_per_minute: 40,
  network_name: 'bench',
  nodes: Array.from({ length: nodes }, (_, at) => ({
    id: at + 1,
    urls: [`tcp://127.1.${at >> 8}.${at & 255}:${port}`],
  })),
}
let taken = 0
const site = createHttpServer((request, response) => {
  let text = ''
  request.on('data', (part: Buffer) => (text += part.toString()))
  request.on('end', () => {
    const kept =
      request.method === 'POST' ? (JSON.parse(text) as { results: ProberResult[] }).results.length : 0
    taken += kept
    response.end(JSON.stringify(request.method === 'POST' ? { kept } : work))
  })
})
const sitePort = await listening(site)
const bare = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
const place = spawn(process.execPath, [program, `http://127.0.0.1:${sitePort}`], {
  env: { ...process.env, PROBER_KEY: 'etp_bench0_', PROBER_ALLOW_PRIVATE: '1' },
})
try {
  await wait(minutes * 60_000)
  const [empty, used] = [usageOf(bare), usageOf(place)]
  const percent = (100 * used.cpuS) / (minutes * 60)
  console.log(`checks told to the site in ${minutes} min: ${taken}`)
  console.log(`bare Node process: ${empty.mb.toFixed(1)} MB`)
  console.log(
    `the place: ${used.mb.toFixed(1)} MB (at most ${used.peakMb.toFixed(1)}), ${(used.mb - empty.mb).toFixed(1)} MB above it; CPU ${percent.toFixed(2)} %`,
  )
  if (used.mb - empty.mb > 30 || percent > 2 || taken === 0) process.exitCode = 1
} finally {
  place.kill()
  bare.kill()
  site.close()
  answering.close()
}
