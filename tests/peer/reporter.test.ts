import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReportBody } from '../../src/contract/report.ts'

const script = path.resolve('public/reporter.sh')
const token = 'etr_1_0123456789abcdef0123456789abcdef'

/** Output of `easytier-cli` as real cores print it: old table style and new. */
const peerTables = {
  '2.6.4': `| ipv4 | hostname | cost  | lat(ms) | loss | rx    | tx    | tunnel | NAT     | version |
|------|----------|-------|---------|------|-------|-------|--------|---------|---------|
|      | n1       | Local | -       | -    | -     | -     | -      | Unknown | 2.6.4   |
|      | p1       | p2p   | 1.01    | 0.0% | 874 B | 974 B | tcp    | Unknown | 2.6.4   |
|      | p2       | relay | 1.01    | 0.0% | 874 B | 974 B | tcp    | Unknown | 2.6.4   |
`,
  '2.0.3': `┌──────┬──────────┬───────┐
│ ipv4 │ hostname │ cost  │ lat_ms │
├──────┼──────────┼───────┤
│      │ n1       │ Local │ -      │
│      │ p1       │ p2p   │ 1.01   │
└──────┴──────────┴───────┘
`,
}
const foreign = `1 Network Name: other
  peer_id: 697739397, peer_conn_count: 1, conns: [ remote_addr: tcp://10.78.0.2:37905 ]
  peer_id: 2857348820, peer_conn_count: 2, conns: [ remote_addr: tcp://10.78.0.2:36655 ]
  peer_id: 2857348821, peer_conn_count: 0, conns: [  ]
`

let dir = ''
let server: Server
let reports: unknown[] = []
let answers: { status: number; body: string }[] = []

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'reporter-'))
  reports = []
  answers = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/reporter.sh') {
        response.end(readFileSync(script))
        return
      }
      reports.push(JSON.parse(Buffer.concat(chunks).toString()))
      const answer = answers.shift() ?? {
        status: 200,
        body: '{"message":"上报成功","used_traffic":50.7,"max_traffic":1000,"next_report_seconds":300}',
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(dir, { recursive: true, force: true })
})

const write = (name: string, text: string): string => {
  const file = path.join(dir, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const program = (name: string, text: string): string => {
  const file = write(`bin/${name}`, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return file
}

/** A machine: /proc, the core's programs, and a PATH that holds only what is named. */
const machine = (
  tools: readonly string[],
  core: keyof typeof peerTables | 'stopped' = '2.6.4',
): Record<string, string> => {
  write(
    'proc/net/route',
    'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\neth0 00000000 0100000A 0003 0 0 0 00000000 0\n',
  )
  write(
    'proc/net/dev',
    'Inter-|   Receive\n face |bytes\n    lo: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n  eth0:1500000000 1 0 0 0 0 0 0 2500000123 1 0 0 0 0 0 0\n',
  )
  write('proc/uptime', '5000.00 9000.00\n')
  write('proc/sys/kernel/random/boot_id', '11111111-2222-3333-4444-555555555555\n')
  write('proc/77/stat', `77 (easytier core) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 100000 1 1\n`)
  for (const tool of [
    'sh',
    'sed',
    'awk',
    'cut',
    'tr',
    'tail',
    'head',
    'cat',
    'od',
    'id',
    'mktemp',
    'rm',
    'rmdir',
    'mkdir',
    'mv',
    'grep',
    'getconf',
    'timeout',
    'ps',
    ...tools,
  ]) {
    const found = ['/usr/bin', '/bin', '/usr/sbin']
      .map((place) => path.join(place, tool))
      .find((file) => existsSync(file))
    if (!found) throw new Error(`${tool} is not on this machine`)
    mkdirSync(path.join(dir, 'bin'), { recursive: true })
    symlinkSync(found, path.join(dir, 'bin', tool))
  }
  program('sleep', ':')
  program('pidof', core === 'stopped' ? 'exit 1' : 'echo 77')
  if (core !== 'stopped') {
    write('peer', peerTables[core])
    write('foreign', foreign)
    program(
      'easytier-cli',
      `[ "$*" = peer ] && exec cat ${dir}/peer\n[ "$*" = "peer list-foreign" ] && exec cat ${dir}/foreign\nexit 1`,
    )
    program('easytier-core', `echo "easytier-core ${core}"`)
  }
  return {
    PATH: path.join(dir, 'bin'),
    HOME: dir,
    TMPDIR: dir,
    ET_PROC: path.join(dir, 'proc'),
    ET_DIR: path.join(dir, 'installed'),
    ET_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ET_TOKEN: token,
  }
}

const run = (
  args: readonly string[],
  env: Record<string, string>,
  shell = ['sh'],
): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const [command = 'sh', ...before] = shell
    const child = spawn(command, [...before, script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text }))
  })

const figures = {
  token,
  status: 'online',
  current_bandwidth: 0,
  total_traffic: 4.000000123,
  boot_id: '11111111-2222-3333-4444-555555555555-eth0-both',
  connection_count: 3,
  easytier_version: '2.6.4',
  uptime_seconds: 4000,
}

describe('reporter.sh', () => {
  for (const tool of ['curl', 'wget']) {
    it(`sends figures that the contract takes, by ${tool}`, async () => {
      const { code, text } = await run(['once'], machine([tool]))
      expect(text).toContain('used 50.7 GB; next in 300s')
      expect(code).toBe(0)
      expect(reports).toHaveLength(1)
      expect(reports[0]).toMatchObject(figures)
      expect(v.safeParse(ReportBody, reports[0]).issues).toBeUndefined()
      expect(text).not.toContain(token)
    })

    it(`tells why the server refused, by ${tool}, and does not try again`, async () => {
      const env = machine([tool])
      answers = [{ status: 403, body: '{"error":"Token验证失败","code":"report_token_invalid"}' }]
      const { code, text } = await run(['once'], env)
      expect(code).toBe(2)
      expect(text).toContain('403')
      expect(reports).toHaveLength(1)
    })
  }

  it('counts the peers of an old core, and runs in busybox ash', async () => {
    const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((file) => existsSync(file))
    const { code } = await run(['once'], machine(['curl'], '2.0.3'), busybox ? [busybox, 'sh'] : ['sh'])
    expect(code).toBe(0)
    expect(reports[0]).toMatchObject({ connection_count: 3, easytier_version: '2.0.3' })
  })

  it('sends a failed report again under the same report_id', async () => {
    const env = machine(['curl'])
    answers = [{ status: 500, body: '{"error":"服务器内部错误","code":"internal"}' }]
    const { code } = await run(['once'], env)
    expect(code).toBe(0)
    expect(reports).toHaveLength(2)
    expect(reports[1]).toEqual(reports[0])
  })

  it('reports offline when the core does not run', async () => {
    await run(['once'], machine(['curl'], 'stopped'))
    expect(reports[0]).toMatchObject({ status: 'offline' })
    expect(reports[0]).not.toHaveProperty('connection_count')
  })

  it('installs a copy with a private configuration whose odd characters stay text', async () => {
    const env: Record<string, string> = {
      ...machine(['curl', 'chmod']),
      ET_IFACE: "eth0'$(touch PWNED)`",
    }
    const { code, text } = await run([], env)
    expect(text).toContain('no service manager found')
    expect(code).toBe(0)
    expect(statSync(path.join(env.ET_DIR ?? '', 'config')).mode & 0o777).toBe(0o600)
    // the installed copy alone knows everything
    const { ET_SERVER: _server, ET_TOKEN: _token, ET_IFACE: _iface, ...bare } = env
    const again = await run(['once'], bare)
    expect(again.code).toBe(0)
    expect(reports).toHaveLength(2)
    expect(existsSync('PWNED')).toBe(false)
    const gone = await run(['uninstall'], bare)
    expect(gone.code).toBe(0)
    expect(existsSync(env.ET_DIR ?? '')).toBe(false)
  })

  it('names what is missing or malformed', async () => {
    const env = machine(['curl'])
    expect((await run(['once'], { ...env, ET_TOKEN: '' })).text).toContain('set ET_TOKEN')
    expect((await run(['once'], { ...env, ET_TOKEN: 'a b' })).text).toContain('copy it again')
    expect((await run(['once'], { ...env, ET_SERVER: 'nodes.example.org' })).text).toContain(
      'must begin with http',
    )
    expect(reports).toHaveLength(0)
  })
})
