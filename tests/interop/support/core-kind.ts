import type { ChildProcess } from 'node:child_process'
import type { CoreEvents } from './core-events.ts'

/** How a core is to run; what is left out is as the core has it. */
export type CoreOptions = {
  readonly name: string
  readonly secret: string
  readonly hostname: string
  readonly listeners?: readonly string[]
  readonly peers?: readonly string[]
  readonly relaysNobody?: boolean
  readonly isPlain?: boolean
  readonly cipher?: 'aes-gcm' | 'aes-256-gcm' | 'chacha20' | 'xor'
  readonly isPrivate?: boolean
  readonly isSecure?: boolean
}

/** A node of the core's own network, or the core itself. */
export type Peer = {
  readonly hostname: string
  readonly version: string
  readonly reach: 'self' | 'direct' | 'relayed'
}

/** A connection as the core on one end of it tells. */
export type Connection = {
  readonly peerId: string
  /** URL of the other end. */
  readonly remote: string
  readonly receivedBytes: number
}

/** A connection of a network that is not the node's own. */
export type ForeignConnection = Omit<Connection, 'receivedBytes'> & { readonly network: string }

/** What a running core is asked. */
export type Questions = {
  /** All of its own network that it knows, itself among them. */
  peers(): Promise<readonly Peer[]>
  foreign(): Promise<readonly ForeignConnection[]>
}

/** The main branch tells more. */
export type MainQuestions = Questions & {
  /** Its connections in its own network. */
  connections(): Promise<readonly Connection[]>
}

/** What differs between the kinds of cores: how to start one, read it and ask it. */
export type CoreKind<Asked extends Questions> = {
  /** Argv that starts it. */
  readonly words: readonly string[]
  readonly onLine: (line: string, events: CoreEvents) => void
  asked(child: ChildProcess): Asked
}

export type Running = {
  /** Management address for `easytier-cli`. */
  readonly portal: string
  readonly events: CoreEvents
  readonly log: () => string
  readonly alive: () => boolean
  /** Kills it outright; the kernel closes its sockets. */
  kill(): Promise<void>
}

export type RunningCore = Running & Questions
export type RunningMain = Running & MainQuestions
