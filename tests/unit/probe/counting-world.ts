import { Socket } from 'node:net'
import { systemClock } from '../../../src/probe/clock.ts'
import { systemWorld, type ProbeWorld } from '../../../src/probe/probe.ts'
import type { Address } from '../../../src/probe/resolve.ts'

export type CountingWorld = {
  readonly world: ProbeWorld
  /** Addresses that the socket layers were asked to connect to. */
  readonly dialled: string[]
  /** Names that the resolver was asked for. */
  readonly asked: string[]
}

/** A world without a network: connects are counted and refused, names answer what `answers` says. */
export function countingWorld(answers: (name: string, turn: number) => readonly string[]): CountingWorld {
  const dialled: string[] = []
  const asked: string[] = []
  const world: ProbeWorld = {
    ...systemWorld,
    clock: systemClock,
    reach: 'public',
    resolver: async (name) => {
      asked.push(name)
      return answers(name, asked.length).map((address): Address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }))
    },
    sockets: ({ host }) => {
      dialled.push(host)
      const socket = new Socket()
      socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
      return socket
    },
    datagrams: ({ host }, events) => {
      dialled.push(host)
      setImmediate(() => events.failed('refused'))
      return { send: () => {}, close: () => Promise.resolve() }
    },
  }
  return { world, dialled, asked }
}
