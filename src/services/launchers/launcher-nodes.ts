import { connectionUrl } from '../../contract/connection-url.ts'
import { launcherNodesMax, type LauncherAnswer, type LauncherQuery } from '../../contract/launcher.ts'
import { dialledProtocols } from '../../contract/vocabulary.ts'
import type { SiteContext } from '../context/context.ts'
import { needsIpv6, needsNewCore, type Filter } from '../../domain/placement/index.ts'
import { offeredOf, figuresOfRow, readSharedList, type CandidateRow } from '../../store/placement/index.ts'

/**
 * The list that launchers read at a fixed address: at most six nodes, the same for everybody for five minutes. An address is
 * that of the node's own text answer, which no owner has to publish; with `direct` the raw one. Throws view_rebuilding.
 */
export async function launcherNodes(ctx: SiteContext, query: LauncherQuery): Promise<LauncherAnswer> {
  const { direct = false, format = 'objects', tag = '', region, relay_only: relayOnly, protocol = [] } = query
  const protocols = protocol.length === 0 ? dialledProtocols : protocol
  const filter: Filter = { region, relayOnly, protocols, tag }
  const fits = (row: CandidateRow): boolean =>
    !direct || (figuresOfRow(row).isAddressPublic && rawAddress(row, protocols) !== undefined)
  // Nobody knows what will read it: nodes that all can dial, while there is one.
  const everybodys = await readSharedList(ctx, {
    filter: { ...filter, oldCore: true, ipv4Only: true },
    count: launcherNodesMax,
    fits,
  })
  const rows =
    everybodys.length > 0 ? everybodys : await readSharedList(ctx, { filter, count: launcherNodesMax, fits })
  const entries = rows.map((row) => ({
    url: (direct ? rawAddress(row, protocols) : undefined) ?? nodeUrl(ctx.origin, row.id, protocol),
    region: row.region === 'domestic' ? ('CN' as const) : null,
  }))
  return format === 'strings' ? entries.map(({ url }) => url) : entries
}

/** Where a core is told one address of a node. */
export function nodeUrl(origin: string, id: number, protocols: readonly string[] = []): string {
  const wanted = protocols.length === 0 ? '' : `&protocol=${protocols.join(',').toLowerCase()}`
  return `${origin}/node/${id}?limit=1${wanted}`
}

/** The first address that any client can dial, else the first there is. */
function rawAddress(row: CandidateRow, protocols: readonly string[]): string | undefined {
  const wanted = offeredOf(row).filter(({ type }) => protocols.includes(type))
  const address = wanted.find((one) => !needsNewCore(one) && !needsIpv6(one)) ?? wanted[0]
  return address && connectionUrl(address)
}
