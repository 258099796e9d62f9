/** `npm run bench:reporter`: what the reporter costs beside a real core, over TLS. Exit code 1 where a goal is missed. */
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { HeldSleep } from '../support/reporter/held-sleep.ts'
import { Machine, script, token } from '../support/reporter/machine.ts'
import { programPath } from '../support/reporter/shells.ts'
import { startProgram } from './probe/core.ts'

type Row = { readonly what: string; readonly goal: string; readonly measured: string; readonly met: boolean }

const reports = 50
const certificates = '/etc/ssl/certs'
const ticksPerS = 100

/** CPU of a process and of all its children that have ended, ms. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * 1000) / ticksPerS
}

/** Resident memory of a process and its living children, bytes. */
function residentBytes(pid: number): number {
  const family = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && (Number(name) === pid || parentOf(name) === pid),
  )
  const kib = family.map((name) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1])
  return kib.reduce((sum, value) => sum + Number(value ?? 0) * 1024, 0)
}
function parentOf(name: string): number {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return -1
    throw error
  }
}

// As a public node, which all may reach.
const core = await startProgram('0.0.0.0')
if (core === null) throw new Error('no core found: put one where tests/interop/support/cores.ts looks')
const machine = new Machine(['curl'])
const key = path.join(machine.dir, 'tmp/key.pem')
const cert = path.join(machine.dir, 'tmp/cert.pem')
const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench -addext subjectAltName=IP:127.0.0.1 -keyout ${key} -out ${cert}`
execFileSync('openssl', request.split(' '), { stdio: 'ignore' })
// as on a real machine, and the one of this server among them
cpSync(certificates, path.join(machine.dir, 'etc/ssl/certs'), { recursive: true, dereference: true })
cpSync(cert, path.join(machine.dir, 'etc/ssl/certs/bench.pem'))
execFileSync('openssl', ['rehash', path.join(machine.dir, 'etc/ssl/certs')], { stdio: 'ignore' })
const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request_, response) => {
  request_
    .resume()
    .on('end', () => response.end('{"message":"ok","used_traffic":1.5,"next_report_seconds":300}'))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const rows: Row[] = [
  {
    what: 'size of the script',
    goal: '<= 40 KB',
    measured: `${statSync(script).size} bytes`,
    met: statSync(script).size <= 40_000,
  },
]
const { PATH = '', HOME = '' } = machine.env
machine.env['ET_DIR'] = path.join(machine.dir, 'home/reporter')
const env = {
  PATH,
  HOME,
  ET_SERVER: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
  ET_TOKEN: token,
  ET_CLI: core.core.cli,
  ET_RPC: core.portal,
  // the real /proc and /sys
  ET_PROC: '/proc',
  ET_ROOT: machine.dir,
  ET_SYS: '/sys',
}
const sleep = new HeldSleep(machine)
try {
  for (const [name, shell] of [
    ['dash', [programPath('dash')]],
    ['busybox ash', [programPath('busybox'), 'sh']],
  ] as const) {
    const running = machine.start([script, 'run'], shell, env)
    await sleep.begun()
    const before = cpuMs(running.pid)
    for (let count = 0; count < reports; count += 1) {
      await sleep.end()
      await sleep.begun()
    }
    const each = (cpuMs(running.pid) - before) / reports
    const bytes = residentBytes(running.pid)
    running.signal('SIGTERM')
    const { text } = await running.ended
    const accepted = text.split('accepted; online').length - 1
    rows.push(
      {
        what: `CPU of a report by ${name} and curl, mean of ${accepted}`,
        goal: '<= 50 ms',
        measured: `${each.toFixed(1)} ms`,
        met: each <= 50 && accepted === reports + 1,
      },
      {
        what: `resident while sleeping, ${name} and sleep`,
        goal: '<= 15 MB',
        measured: `${(bytes / 2 ** 20).toFixed(1)} MB`,
        met: bytes <= 15 * 2 ** 20,
      },
    )
  }
} finally {
  await core.kill()
  server.closeAllConnections()
  server.close()
  machine.remove()
}

console.log('| what | goal | measured | |\n|---|---|---|---|')
for (const { what, goal, measured, met } of rows) {
  console.log(`| ${what} | ${goal} | ${measured} | ${met ? 'met' : 'MISSED'} |`)
}
process.exitCode = rows.every(({ met }) => met) ? 0 : 1
