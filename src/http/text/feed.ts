import type { NodeState } from '../../contract/node.ts'
import { languageOf, type Language } from './language.ts'
import { stateLooks } from './state-looks.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import { escapeXml } from './xml.ts'
import { isoTime } from '../../domain/values/index.ts'
import { detailsOf, nameOf, someRows, type CandidateRow } from '../../store/placement/index.ts'

const entriesMax = 50

type Change = { readonly row: CandidateRow; readonly state: NodeState; readonly sinceMs: number }

/** Where the feed is and in which language it speaks. */
type Voice = { readonly origin: string; readonly language: Language }

function entry({ row, state, sinceMs }: Change, { origin, language }: Voice): string {
  const { hostname } = new URL(origin)
  const title = escapeXml(`${nameOf(row)}: ${stateLooks[state][language]}`)
  return (
    `<entry><id>tag:${hostname},2026:node/${row.id}/${sinceMs}</id>` +
    `<title>${title}</title><updated>${isoTime(sinceMs)}</updated>` +
    `<link href="${escapeXml(`${origin}/n/?id=${row.id}`)}"/><summary>${title}</summary></entry>`
  )
}

/** The changes as an Atom feed (RFC 4287). */
function atom(changes: readonly Change[], voice: Voice): string {
  const { origin, language } = voice
  const isChinese = language === 'zh'
  return (
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${isChinese ? 'zh-CN' : 'en'}">` +
    `<id>${escapeXml(`${origin}/feed.xml`)}</id><title>${isChinese ? 'EasyTier 节点状态' : 'EasyTier node states'}</title>` +
    `<updated>${isoTime(changes[0]?.sinceMs ?? 0)}</updated><author><name>EasyTier</name></author>` +
    `<link rel="self" href="${escapeXml(`${origin}/feed.xml`)}"/><link href="${escapeXml(`${origin}/`)}"/>` +
    `${changes.map((change) => entry(change, voice)).join('')}</feed>`
  )
}

async function answerFeed(c: TextContext): Promise<Response> {
  const { services } = c.env
  const changes = (await someRows(services))
    .flatMap((row): Change[] => {
      const { state, sinceMs } = detailsOf(row)
      return sinceMs === null ? [] : [{ row, state, sinceMs }]
    })
    .sort((a, b) => b.sinceMs - a.sinceMs || a.row.id - b.row.id)
    .slice(0, entriesMax)
  return new Response(atom(changes, { origin: services.origin, language: languageOf(c) }), {
    headers: {
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      vary: 'accept-language',
    },
  })
}

/**
 * `GET /feed.xml`: the newest change of state of each node, newest first. EdgeOne routes no name with a dot, so there
 * it leads to the path below /api.
 */
export const feedRoute: TextRoute = {
  id: 'feed',
  paths: ['/feed.xml', '/feed', '/api/feed.xml'],
  answer: answerFeed,
}
