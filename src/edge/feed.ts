import type { NodeState } from '../contract/node.ts'
import { langOf, stateWord } from './badge.ts'
import type { TextContext } from './text-context.ts'
import { escapeXml } from './xml.ts'
import { isoTime } from '../domain/values/index.ts'
import { detailsOf, nameOf, type CandidateRow, someRows } from '../store/placement/index.ts'

const entriesMax = 50

type Change = { readonly row: CandidateRow; readonly state: NodeState; readonly sinceMs: number }

function entry({ row, state, sinceMs }: Change, context: TextContext): string {
  const { hostname } = new URL(context.origin)
  const title = `${nameOf(row)}: ${stateWord(state, langOf(context))}`
  return (
    `<entry><id>tag:${hostname},2026:node/${row.id}/${sinceMs}</id>` +
    `<title>${escapeXml(title)}</title><updated>${isoTime(sinceMs)}</updated>` +
    `<link href="${escapeXml(`${context.origin}/n/?id=${row.id}`)}"/><summary>${escapeXml(title)}</summary></entry>`
  )
}

/** `GET /feed.xml`: the newest change of state of each node as an Atom feed (RFC 4287), newest first. */
export async function answerFeed(context: TextContext): Promise<Response> {
  const rows = (await someRows(context))
    .flatMap((row): Change[] => {
      const { state, sinceMs } = detailsOf(row)
      return sinceMs === null ? [] : [{ row, state, sinceMs }]
    })
    .sort((a, b) => b.sinceMs - a.sinceMs || a.row.id - b.row.id)
    .slice(0, entriesMax)
  const { origin } = context
  const lang = langOf(context)
  const updated = isoTime(rows[0]?.sinceMs ?? 0)
  const feed =
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang === 'zh' ? 'zh-CN' : 'en'}">` +
    `<id>${escapeXml(`${origin}/feed.xml`)}</id><title>${lang === 'zh' ? 'EasyTier 节点状态' : 'EasyTier node states'}</title>` +
    `<updated>${updated}</updated><author><name>EasyTier</name></author>` +
    `<link rel="self" href="${escapeXml(`${origin}/feed.xml`)}"/><link href="${escapeXml(`${origin}/`)}"/>` +
    `${rows.map((row) => entry(row, context)).join('')}</feed>`
  return new Response(feed, {
    headers: {
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      vary: 'accept-language',
    },
  })
}
