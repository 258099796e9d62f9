import { mkdirSync, rmSync } from 'node:fs'
import autocannon from 'autocannon'
import { spawn } from 'node:child_process'
import { seed, tokenOf, jwtSecret } from './server/site.ts'
const which = process.argv[2] ?? ''
rmSync('/tmp/prof', { recursive: true, force: true }); mkdirSync('/tmp/prof/data', { recursive: true })
const ids = await seed({ dataDir: '/tmp/prof/data' }, 1000)
const child = spawn('node', ['--cpu-prof', '--cpu-prof-dir=/tmp/prof/out', 'dist/server.js'], { env: { ...process.env, PORT: '38950', DATA_DIR: '/tmp/prof/data', JWT_SECRET: jwtSecret, TRUSTED_PROXIES: 'loopback' }, stdio: ['ignore', 'ignore', 'inherit'] })
await new Promise((r) => setTimeout(r, 2500))
const o = 'http://127.0.0.1:38950'
const a = await fetch(o + '/api/public'); await a.arrayBuffer(); const tag = a.headers.get('etag') ?? ''
let n = 0
const opts: any = which === 'report' ? { url: o + '/api/report', method: 'POST', headers: { 'content-type': 'application/json' }, requests: [{ setupRequest: (r: any) => ({ ...r, body: JSON.stringify({ token: tokenOf(ids[n++ % ids.length] ?? 0), current_bandwidth: 5, reported_traffic: 0.001, connection_count: 3 }) }) }] }
  : which === '304' ? { url: o + '/api/public', headers: { 'accept-encoding': 'br', 'if-none-match': tag } } : which === 'peer' ? { url: o + '/peer', requests: [{ setupRequest: (r: any) => ({ ...r, headers: { 'x-forwarded-for': `10.0.${(n >> 8) & 255}.${n++ & 255}` } }) }] } : which === 'query' ? { url: o + '/api/query', method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } } : which === 'public' ? { url: o + '/api/public', headers: { 'accept-encoding': 'br' } } : { url: o + which }
const r = await autocannon({ ...opts, connections: 32, duration: 8 })
console.log(r.requests.average, r.latency.p99, JSON.stringify(r.statusCodeStats))
child.kill('SIGTERM'); await new Promise((r) => child.on('exit', r))
