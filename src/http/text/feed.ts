import { regions, type Region } from '../../contract/vocabulary.ts'
import { eventTitle } from './event-words.ts'
import { languageOf, type Language } from './language.ts'
import { plain } from './plain.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import { escapeXml } from './xml.ts'
import { isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import { eventIdOf, feedEvents, type SeenNode } from '../../services/events/index.ts'

/** One thing that happened, as both forms of the feed show it. */
type Entry = {
  readonly id: string
  readonly title: string
  readonly atMs: number
  readonly url: string
  /** The listed node that it is about, and what checks say of it now. */
  readonly node: ({ readonly id: number } & SeenNode) | undefined
}

/** A feed, its address with what it was asked for. */
type Feed = {
  readonly title: string
  readonly self: string
  readonly home: string
  readonly language: Language
  readonly entries: readonly Entry[]
}

/** RFC 4287. */
function atom({ title, self, home, language, entries }: Feed): string {
  const items = entries.map(
    (entry) =>
      `<entry><id>${escapeXml(entry.id)}</id><title>${escapeXml(entry.title)}</title>` +
      `<updated>${isoTime(entry.atMs)}</updated><link href="${escapeXml(entry.url)}"/>` +
      `<summary>${escapeXml(entry.title)}</summary>${categories(entry, home)}</entry>`,
  )
  return (
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language === 'zh' ? 'zh-CN' : 'en'}">` +
    `<id>${escapeXml(self)}</id><title>${escapeXml(title)}</title>` +
    `<updated>${isoTime(entries[0]?.atMs ?? 0)}</updated><author><name>EasyTier</name></author>` +
    `<link rel="self" href="${escapeXml(self)}"/><link href="${escapeXml(home)}"/>${items.join('')}</feed>`
  )
}

/** What checks say of the node, as terms of schemes of this site. */
function categories({ node }: Entry, home: string): string {
  if (node === undefined) return ''
  const terms = Object.entries(seenFields(node)).filter(([, value]) => value !== null)
  return terms
    .map(([name, value]) => `<category scheme="${escapeXml(`${home}#${name}`)}" term="${value}"/>`)
    .join('')
}

/** Under the names that the list has them by. */
function seenFields({ reachability, checkedMs, verified }: SeenNode) {
  return { reachability, checked_at: isoTimeOrNull(checkedMs), verified }
}

/** JSON Feed 1.1. */
function jsonFeed({ title, self, home, language, entries }: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    language: language === 'zh' ? 'zh-CN' : 'en',
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_text: entry.title,
      date_published: isoTime(entry.atMs),
      // An extension of this site, as the format asks of them with an underscore in front.
      ...(entry.node === undefined ? {} : { _node: { id: entry.node.id, ...seenFields(entry.node) } }),
    })),
  })
}

type Asked = {
  readonly node?: number
  readonly region?: Region
  readonly tag?: string
  readonly key?: string
}

const tagCharsMax = 50

/** What the address asks for; a text where it cannot be read. */
function readAsked(c: TextContext): Asked | string {
  const { node, region, tag, key } = c.req.query()
  const id = Number(node ?? 1)
  if (node !== undefined && !(/^\d{1,16}$/.test(node) && Number.isSafeInteger(id) && id > 0)) return 'node'
  const isRegion = (text: string): text is Region => (regions as readonly string[]).includes(text)
  if (region !== undefined && !isRegion(region)) return 'region'
  if (tag !== undefined && (tag.trim() === '' || tag.length > tagCharsMax)) return 'tag'
  return {
    ...(node === undefined ? {} : { node: id }),
    ...(region === undefined ? {} : { region }),
    ...(tag === undefined ? {} : { tag: tag.trim() }),
    ...(key === undefined ? {} : { key }),
  }
}

async function answerFeed(c: TextContext): Promise<Response> {
  const { services } = c.env
  const { origin } = services
  const asked = readAsked(c)
  if (typeof asked === 'string') return plain(`invalid ${asked}`, 400)
  const events = await feedEvents(services, asked)
  if (events === undefined) return plain('no such feed', 404)
  const language = languageOf(c)
  const { hostname } = new URL(origin)
  const { pathname, search } = new URL(c.req.url)
  const isJson = pathname.endsWith('.json')
  const feed: Feed = {
    title: language === 'zh' ? 'EasyTier 节点事件' : 'EasyTier node events',
    self: `${origin}${isJson ? '/feed.json' : '/feed.xml'}${search}`,
    home: `${origin}/`,
    language,
    entries: events.map((event) => ({
      id: `tag:${hostname},2026:event/${eventIdOf(event)}`,
      title: eventTitle(event, language),
      atMs: event.ms,
      node: event.seen === undefined ? undefined : { id: event.node, ...event.seen },
      url: event.node === 0 ? `${origin}/incidents/` : `${origin}/n/?id=${event.node}`,
    })),
  }
  return new Response(isJson ? jsonFeed(feed) : atom(feed), {
    headers: {
      'content-type': isJson ? 'application/feed+json; charset=utf-8' : 'application/atom+xml; charset=utf-8',
      // An owner's own feed is nobody else's.
      'cache-control': asked.key === undefined ? 'public, max-age=60' : 'private, no-store',
      'access-control-allow-origin': '*',
      vary: 'accept-language',
    },
  })
}

/**
 * `GET /feed.xml` and `/feed.json`: what has happened, newest first, of the site or of `?node=`, `?region=`, `?tag=`; with
 * `?key=` of the nodes of one owner. EdgeOne routes no name with a dot, so there they lead to the paths below /api.
 */
export const feedRoute: TextRoute = {
  id: 'feed',
  paths: ['/feed.xml', '/feed', '/api/feed.xml', '/feed.json', '/api/feed.json'],
  answer: answerFeed,
}
