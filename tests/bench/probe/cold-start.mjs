// Imports the emitted Node functions and asks for one check: prints the milliseconds from import to answer.
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import { pathToFileURL } from 'node:url'

const [bundle] = process.argv.slice(2)
const listen = net.Server.prototype.listen
const listening = new Promise((resolve) => {
  net.Server.prototype.listen = function listenAnywhere(_port, ...rest) {
    return listen.call(this, 0, '127.0.0.1', () => {
      rest.find((argument) => typeof argument === 'function')?.()
      resolve(this.address().port)
    })
  }
})
// the emitted server prints a line a request
console.log = () => {}

const startedMs = performance.now()
await import(pathToFileURL(bundle).href)
const port = await listening
// a port of this machine that nobody listens on; loopback is never dialled
const own = Object.values(os.networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === 'IPv4' && !internal)
if (own === undefined) throw new Error('this machine has loopback alone')
const query = `server=tcp%3A%2F%2F${own.address}%3A1&network_name=net&network_secret=secret`
const headers = { 'x-api-key': 'bench' }
http.get({ port, path: `/probe/check?${query}`, headers }, (response) => {
  response.setEncoding('utf8')
  let text = ''
  response.on('data', (chunk) => {
    text += chunk
  })
  response.on('end', () => {
    const { code } = JSON.parse(text)
    process.stdout.write(JSON.stringify({ ms: performance.now() - startedMs, code }))
    process.exit(0)
  })
})
