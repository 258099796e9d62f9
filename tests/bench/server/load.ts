import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import { cpuMs } from '../api/cpu.ts'
import type { BenchServer } from './site.ts'

export type Load = {
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Another body each time. */
  readonly bodyOf?: (count: number) => string
  /** Another path each time. */
  readonly pathOf?: (count: number) => string
  /** Each request comes from another client, as a proxy tells. */
  readonly manyClients?: boolean
  readonly status: number
  readonly connections: number
}

export type Measured = {
  readonly perSecond: number
  /** Of the server's process, user and system. */
  readonly cpuMsEach: number
  readonly p99Ms: number
}

const warmUpS = 2
const durationS = 5

/** Runs one kind of request for a few seconds. Throws when an answer is another than expected. */
export async function measure(server: BenchServer, load: Load): Promise<Measured> {
  await run(server, load, warmUpS)
  const beforeMs = cpuMs(server.pid)
  const result = await run(server, load, durationS)
  return {
    perSecond: result.requests.total / result.duration,
    cpuMsEach: (cpuMs(server.pid) - beforeMs) / result.requests.total,
    p99Ms: result.latency.p99,
  }
}

async function run(server: BenchServer, load: Load, duration: number): Promise<LoadResult> {
  const {
    path,
    method = 'GET',
    headers = {},
    body,
    bodyOf,
    pathOf,
    manyClients = false,
    status,
    connections,
  } = load
  let count = 0
  const result = await autocannon({
    url: server.origin + path,
    connections,
    duration,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(bodyOf === undefined && pathOf === undefined && !manyClients
      ? {}
      : {
          requests: [
            {
              setupRequest: (request) => {
                count += 1
                return {
                  ...request,
                  ...(bodyOf === undefined ? {} : { body: bodyOf(count) }),
                  ...(pathOf === undefined ? {} : { path: pathOf(count) }),
                  ...(manyClients ? { headers: { ...headers, 'x-forwarded-for': nextClient() } } : {}),
                }
              },
            },
          ],
        }),
  })
  const others = Object.entries(result.statusCodeStats).filter(([code]) => code !== String(status))
  if (others.length > 0 || result.errors > 0)
    throw new Error(`${method} ${path}: ${JSON.stringify(others)}, ${result.errors} errors`)
  return result
}

type LoadResult = Awaited<ReturnType<typeof autocannon>>

let clients = 0

/** An address that no run has used: one that asks often has a budget, whose facts are another thing to measure. */
function nextClient(): string {
  clients += 1
  return `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}
