// Loaded before the emitted Node functions, which listen on all addresses at port 9000: gives them a free loopback
// port instead, tells it to the parent, and ends the process when the parent is gone.
import { AsyncLocalStorage } from 'node:async_hooks'
import dgram from 'node:dgram'
import dns from 'node:dns/promises'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const EMITTED_PORT = 9000
const listen = net.Server.prototype.listen

net.Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  if (port !== EMITTED_PORT) return listen.call(this, port, ...rest)
  const listening = rest.find((argument) => typeof argument === 'function')
  return listen.call(this, 0, '127.0.0.1', () => {
    process.send?.({ port: this.address().port })
    listening?.()
  })
}

const switched = (process.env.EMULATE ?? '').split(',')
const isOutside = (address) =>
  typeof address === 'string' && net.isIP(address) !== 0 && !address.startsWith('127.')

if (switched.includes('udp_blocked')) {
  // Datagrams to other machines are lost, as behind a firewall.
  const { connect, send } = dgram.Socket.prototype
  const blocked = new WeakSet()
  dgram.Socket.prototype.connect = function connectBlocked(port, address, ...rest) {
    if (isOutside(address)) blocked.add(this)
    return connect.call(this, port, address, ...rest)
  }
  dgram.Socket.prototype.send = function sendBlocked(...args) {
    if (!blocked.has(this)) return send.apply(this, args)
    const done = args.at(-1)
    if (typeof done === 'function') process.nextTick(done, null)
  }
}

if (switched.includes('tcp_blocked')) {
  const { connect } = net.Socket.prototype
  net.Socket.prototype.connect = function connectBlocked(...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0]
    if (!isOutside(options?.host)) return connect.apply(this, args)
    return this.destroy(Object.assign(new Error('connect ENETUNREACH'), { code: 'ENETUNREACH' }))
  }
}

if (switched.includes('dns_blocked')) {
  dns.lookup = () => Promise.reject(Object.assign(new Error('lookup EAI_AGAIN'), { code: 'EAI_AGAIN' }))
  syncBuiltinESMExports()
}

if (switched.includes('node_time_short')) {
  const endedMs = 6_000
  const exchanges = new AsyncLocalStorage()
  const { emit } = http.Server.prototype
  http.Server.prototype.emit = function emitWithin(name, ...args) {
    if (name !== 'request') return emit.call(this, name, ...args)
    return exchanges.run(args[1], () => emit.call(this, name, ...args))
  }
  const { setTimeout } = globalThis
  globalThis.setTimeout = (run, delayMs, ...args) => {
    const response = exchanges.getStore()
    if (response === undefined || !(delayMs > endedMs)) return setTimeout(run, delayMs, ...args)
    return setTimeout(() => response.destroy(), endedMs)
  }
}

process.on('disconnect', () => process.exit(0))
