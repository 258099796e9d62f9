import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Machine, script, token } from '../../support/reporter/machine.ts'
import { AnswerServer } from '../../support/reporter/server.ts'
import { programPath } from '../../support/reporter/shells.ts'

const dash = [programPath('dash')]

let machine: Machine
let server: AnswerServer
beforeEach(async () => {
  machine = new Machine(['curl'])
  server = new AnswerServer()
  machine.env['ET_SERVER'] = await server.start()
  delete machine.env['ET_DIR']
  machine.write('etc/hosts', '')
})
afterEach(async () => {
  await server.stop()
  machine.remove()
})

it('keeps hostile settings as text, in the file and after', async () => {
  machine.user(1000)
  const odd = `e'"$(touch PWNED)\`touch PWNED\`;'x`
  const before = machine.tree()
  expect((await machine.start([], dash, { ET_IFACE: odd }, readFileSync(script, 'utf8')).ended).code).toBe(0)
  const bare = { ET_TOKEN: '', ET_SERVER: '' }
  const { text } = await machine.eval(
    dash,
    'load_config; printf "%s\\n" "$ET_IFACE"; [ -z "${PATH_TOO:-}" ]',
    { ...bare, ET_DIR: `${machine.dir}/home/.easytier-reporter` },
  )
  expect(text.trim()).toBe(odd)
  expect(existsSync(path.join(machine.dir, 'PWNED'))).toBe(false)
  await machine.run(['uninstall'], dash, bare)
  expect(machine.tree()).toEqual(before)
})

it('reads a file that people wrote: quotes or none, comments, only known names', async () => {
  machine.write(
    'r/config',
    `# mine\nPATH=/nowhere\nET_IFACE="a b"\nET_COUNT=tx\nET_PORT='1'\nEVIL$(id)=1\nno line`,
  )
  const { text } = await machine.eval(dash, 'settings any; echo "$ET_IFACE|$ET_COUNT|$ET_PORT|$PATH"', {
    ET_DIR: `${machine.dir}/r`,
    ET_COUNT: 'rx',
  })
  expect(text.trim()).toBe(`a b|rx|1|${machine.env['PATH']}`)
})

it.each([
  ['ET_COUNT', 'TX', 'both tx rx max'],
  ['ET_COUNT', 'tx rx', 'both tx rx max'],
  ['ET_TRAFFIC', 'eth0', 'iface easytier'],
  ['ET_STATUS', 'up', 'online offline'],
  ['ET_INSECURE', 'yes', '0 1'],
  ['ET_INTERVAL', '5m', '60 to 3600'],
  ['ET_INTERVAL', '10', '60 to 3600'],
  ['ET_PORT', 'https', '1 to 65535'],
  ['ET_PORT', '443 70000', '1 to 65535'],
  ['ET_RPC', '127.0.0.1', '1 to 65535'],
])('refuses %s=%s, and says what it may be', async (name, value, allowed) => {
  const { code, text } = await machine.run(['once'], dash, { [name]: value })
  expect(text).toMatch(new RegExp(`${name} cannot be '.*'; allowed: ${allowed}`))
  expect(code).toBe(1)
  expect(server.reports).toHaveLength(0)
  expect((await machine.run(['uninstall'], dash, { [name]: value })).code).toBe(0)
})

it('sends no token in the clear, but to this machine or where the owner says so', async () => {
  const said = async (ET_SERVER: string, env: Record<string, string> = {}): Promise<string> =>
    (await machine.run(['once'], dash, { ET_SERVER, ET_DIR: `${machine.dir}/home/r`, ...env })).text
  const clear = 'http:// sends the token unencrypted: use https://, or take the risk by ET_INSECURE=1'
  const port = new URL(machine.env['ET_SERVER'] ?? '').port
  for (const host of [
    'nodes.invalid',
    '192.0.2.1',
    '127.0.0.1.nodes.invalid',
    'localhost.nodes.invalid',
    `127.0.0.1@nodes.invalid`,
  ]) {
    expect(await said(`http://${host}:${port}`)).toContain(clear)
  }
  expect(await said('http://nodes.invalid', { ET_INSECURE: '1' })).toContain('DNS: name not found')
  expect(await said(`http://localhost:${port}`)).toContain('accepted')
})

it('refuses tokens and addresses that are none', async () => {
  const said = async (env: Record<string, string>): Promise<string> =>
    (await machine.run(['once'], dash, { ET_DIR: `${machine.dir}/home/r`, ...env })).text
  expect(await said({ ET_TOKEN: '' })).toContain('set ET_TOKEN')
  expect(await said({ ET_TOKEN: 'a","status":"x' })).toContain('ET_TOKEN has a wrong character')
  expect(await said({ ET_TOKEN: `${token}\n$(id)` })).toContain('ET_TOKEN has a line break')
  expect(await said({ ET_SERVER: 'nodes.example.org' })).toContain('must begin with http')
  expect(await said({ ET_TOKEN: `\n ${token}\t` })).toContain('accepted')
  expect(server.reports).toHaveLength(1)
  expect(server.reports[0]).toMatchObject({ token })
})
