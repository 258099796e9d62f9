import { readFileSync } from 'node:fs'

const folder = new URL('../../fixtures/easytier/', import.meta.url)

export type Exchange = {
  id: string
  core: string
  what: string
  transport: 'tcp' | 'ws' | 'udp'
  network_name: string
  network_secret: string
  probe_peer_id: number
  sync_session_id: string
  frames: { dir: 'in' | 'out'; ms: number; hex: string }[]
  ended: string
  decoded: {
    node_peer_id?: number
    digest_equal?: boolean
    route_peers?: { id: number; hostname: string; version: string; feature_flag_hex: string }[]
    connections?: [number, number[]][]
    foreign_networks?: unknown
  }
  noise?: { static: string; ephemeral: string; msg2_fields: Record<string, string> }
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
}

/** Whole exchanges with real cores of the three versions. */
export function readExchanges(): Exchange[] {
  return ['2.0.3', '2.4.5', '2.6.4'].flatMap((core) =>
    (readJson(`captures/core-${core}.json`) as Exchange[]).map((exchange) => ({ ...exchange, core })),
  )
}

/** The same over UDP: `datagrams` as they went over the wire, Syn and Sack among them. */
export type UdpExchange = Omit<Exchange, 'frames'> & {
  datagrams: { dir: 'in' | 'out'; ms: number; hex: string }[]
  pongs: number
}

/** Whole exchanges over UDP with real cores of three releases and of the main branch. */
export function readUdpExchanges(): UdpExchange[] {
  return ['2.0.3', '2.4.5', '2.6.4', '2.6.4-81487c36'].flatMap((core) =>
    (readJson(`captures/udp-${core}.json`) as UdpExchange[]).map((exchange) => ({ ...exchange, core })),
  )
}

export type Vectors = {
  siphash13: { utf8: string; u64_hex: string }[]
  identity: {
    network_name: string
    network_secret: string
    digest: string
    key128: string
    key256: string
  }[]
  frames: Record<string, string> & { probe_peer_id: number; node_peer_id: number }
  aead: Record<string, string>
  noise: Record<string, string>
}

export function readVectors(): Vectors {
  return readJson('vectors.json') as Vectors
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}
