import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Machine, script, token } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { programPath } from '../../support/reporter/shells.ts'
import { uclientFetch } from '../../support/reporter/uclient-fetch.ts'

const dash = [programPath('dash')]

let machine: Machine
let server: AnswerServer
let other: AnswerServer
let elsewhere = ''
beforeEach(async () => {
  machine = new Machine([])
  machine.user(1000)
  server = new AnswerServer()
  other = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  elsewhere = await other.start()
})
afterEach(async () => {
  await server.stop()
  await other.stop()
  machine.remove()
})

describe.each([
  ['curl', () => machine.link('curl', programPath('curl'))],
  ['GNU wget', () => machine.link('wget', programPath('wget'))],
  ['BusyBox wget', () => machine.link('wget', programPath('busybox'))],
  ["OpenWrt's wget", () => uclientFetch(machine, 'new')],
] as const)('a redirect, by %s', (_, link) => {
  beforeEach(link)

  it.each([301, 302, 307, 308])(
    '%i: the token goes nowhere else, and nothing is installed',
    async (status) => {
      server.answer = () => ({ status, body: '', headers: { location: `${elsewhere}/api/report` } })
      for (const args of [['once'], ['install']]) {
        const { code, text } = await machine.run(args)
        expect(text).toContain('sent elsewhere')
        expect(code).toBe(args[0] === 'once' ? 2 : 1)
      }
      expect(other.reports).toEqual([])
      expect(machine.tree().filter((name) => name.includes('reporter.sh'))).toEqual([])
    },
  )

  it('of the script itself is not run', async () => {
    server.answer = () => ({ status: 302, body: '', headers: { location: `${elsewhere}/reporter.sh` } })
    const moved = { ET_SERVER: `${machine.env['ET_SERVER']}/moved` }
    const { text } = await machine.start([], dash, moved, readFileSync(script, 'utf8')).ended
    expect(text).toMatch(/cannot load .*sent elsewhere/)
  })
})

it('curl is held to https, whatever its own file of settings says', async () => {
  machine.link('curl', programPath('curl'))
  machine.write('home/.curlrc', 'location\ninsecure\n')
  server.answer = () => ({ status: 302, body: '', headers: { location: `${elsewhere}/api/report` } })
  expect((await machine.run(['once'])).text).toContain('sent elsewhere (302)')
  machine.write('tmp/calls', '')
  machine.program('curl', `echo "$*" >>'${machine.dir}/tmp/calls'; exit 7`)
  await machine.run(['test'], dash, { ET_SERVER: 'https://nodes.invalid' })
  expect(readFileSync(path.join(machine.dir, 'tmp/calls'), 'utf8')).toContain(
    '-q --proto =https --max-redirs 0',
  )
  expect(other.reports).toEqual([])
})

describe('over TLS that cannot be trusted', () => {
  let origin = ''
  let bodies: string[] = []
  let close: () => Promise<void>
  beforeEach(async () => {
    bodies = []
    const [key, cert] = [path.join(machine.dir, 'tmp/key.pem'), path.join(machine.dir, 'tmp/cert.pem')]
    const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout ${key} -out ${cert}`
    execFileSync('openssl', words.split(' '), { stdio: 'ignore' })
    // BusyBox speaks old ciphers only
    const options = { key: readFileSync(key), cert: readFileSync(cert), ciphers: 'ALL:@SECLEVEL=0' }
    const tls = createServer(options, (request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
      request.on('end', () => response.end('{"used_traffic":1}'))
    })
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    origin = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`
    close = async () => {
      tls.closeAllConnections()
      await new Promise((resolve) => tls.close(resolve))
    }
  })
  afterEach(() => close())

  it.each([
    ['curl', 'curl', 'certificate not trusted'],
    ['GNU wget', 'wget', 'certificate not trusted'],
    [
      'BusyBox wget, which checks none,',
      'busybox',
      'this wget checks no certificate: install curl, or take the risk by ET_INSECURE=1',
    ],
  ])('%s sends no token', async (_, program, said) => {
    machine.link(program === 'curl' ? 'curl' : 'wget', programPath(program))
    const { code, text } = await machine.run(['once'], dash, { ET_SERVER: origin })
    expect(text).toContain(said)
    expect(code).not.toBe(0)
    expect(bodies.join('')).not.toContain(token)
  })

  it('BusyBox wget does where the owner takes the risk', async () => {
    machine.link('wget', programPath('busybox'))
    const { text } = await machine.run(['once'], dash, { ET_SERVER: origin, ET_INSECURE: '1' })
    expect(text).toContain('accepted; ')
    expect(bodies.join('')).toContain(token)
  })
})
