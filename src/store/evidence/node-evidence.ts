import { connectionUrl } from '../../contract/connection-url.ts'
import type { Connection } from '../../contract/node.ts'
import { evidenceOf, type Evidence } from '../../domain/evidence/index.ts'
import type { StoreContext } from '../context/context.ts'
import { readLooks, type Looks } from './read-evidence.ts'

const checkable: ReadonlySet<string> = new Set(['TCP', 'UDP', 'WS', 'WSS'] satisfies Connection['type'][])

/** The addresses of a node that can be checked, as EasyTier takes them. */
export function checkedUrls(connections: readonly Connection[]): string[] {
  return connections.filter(({ type }) => checkable.has(type)).map(connectionUrl)
}

type Checked = { readonly id: number; readonly connections: readonly Connection[] }

/** What looking from outside says of a node at `nowMs`. */
export function evidenceIn(looks: Looks, { id, connections }: Checked, nowMs: number): Evidence {
  return evidenceOf(looks, id, checkedUrls(connections), nowMs)
}

/** The same of one node: a list, unless the isolate has read it within 5 s. */
export async function readEvidence(ctx: StoreContext, node: Checked): Promise<Evidence> {
  return evidenceIn(await readLooks(ctx), node, ctx.clock())
}
