import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { verifySigned } from '../../auth/site-key.ts'
import {
  SnapshotAnswer,
  SnapshotKeyAnswer,
  SnapshotPayload,
  type SnapshotContent,
} from '../../contract/snapshot.ts'
import { mirrorPage } from './page.ts'

const fetchMs = 30_000
const bodyBytesMax = 20_000_000
const peersMax = 10
/** EasyTier itself dials these whatever it was asked. */
const common = /^(?:tcp|udp|wss?):/

export type MirrorOptions = { readonly host: string; readonly out: string; readonly nowMs?: number }
export type Mirrored = { readonly nodes: number; readonly peers: number; readonly validUntil: string }

/**
 * Writes a copy of a site's list that any file host can serve: `index.html`, `peer`, `snapshot.json` and
 * `.well-known/easytier-nodes.json`. The key of the first time is kept there: another one is refused. A copy that is there stays
 * whole when something fails. Throws Error with one line for people.
 */
export async function mirrorSite({ host, out, nowMs = Date.now() }: MirrorOptions): Promise<Mirrored> {
  const told = v.parse(SnapshotKeyAnswer, JSON.parse(await load(`${host}/.well-known/easytier-nodes.json`)))
  const keyFile = path.join(out, '.well-known', 'easytier-nodes.json')
  if (existsSync(keyFile)) {
    const kept = v.parse(SnapshotKeyAnswer, JSON.parse(await readFile(keyFile, 'utf8')))
    if (kept.public_key !== told.public_key) {
      throw new Error(`${host} has another key than before: if that is right, delete ${keyFile}`)
    }
  }
  const text = await load(`${host}/api/snapshot`)
  const content = await readSigned(text, told.public_key, nowMs)
  const peers = peersOf(content)
  await write(out, 'snapshot.json', text)
  await write(out, 'peer', peers.join('\n'))
  await write(out, 'index.html', mirrorPage(content, peers.length))
  await write(out, '.well-known/easytier-nodes.json', JSON.stringify(told))
  return { nodes: content.nodes.length, peers: peers.length, validUntil: content.valid_until }
}

/** What a snapshot holds. Throws when it was not signed by this key, or is over. */
export async function readSigned(text: string, publicKey: string, nowMs: number): Promise<SnapshotContent> {
  const { payload, signature } = v.parse(SnapshotAnswer, JSON.parse(text))
  if (!(await verifySigned(publicKey, payload, signature)))
    throw new Error('the snapshot is not signed by this key')
  const content = v.parse(SnapshotPayload, JSON.parse(payload))
  if (Date.parse(content.valid_until) <= nowMs)
    throw new Error(`the snapshot was good until ${content.valid_until}`)
  return content
}

/** Published addresses, one of a node, proven nodes and those with most room first. */
function peersOf({ nodes }: SnapshotContent): string[] {
  const room = (node: SnapshotContent['nodes'][number]): number =>
    node.max_connections - node.connection_count
  return nodes
    .toSorted((one, other) => Number(other.verified) - Number(one.verified) || room(other) - room(one))
    .flatMap(({ addresses }) => addresses.find((address) => common.test(address)) ?? [])
    .slice(0, peersMax)
}

async function load(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(fetchMs) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const text = await response.text()
  if (text.length > bodyBytesMax) throw new Error(`${url} answered more than ${bodyBytesMax} characters`)
  return text
}

/** Readers see the old file or the new one, never half of it. */
async function write(out: string, name: string, text: string): Promise<void> {
  const file = path.join(out, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
