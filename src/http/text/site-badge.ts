import { TextAnswer } from '../answer.ts'
import { respond } from '../respond.ts'
import { badgeHeaders, badgePicture, greySide } from './badge-picture.ts'
import { languageOf } from './language.ts'
import { colours, unknownLook } from './state-looks.ts'
import type { TextContext, TextRoute } from './text-route.ts'
import { hash53 } from '../../domain/values/index.ts'
import { siteFigures } from '../../services/lists/index.ts'
import { siteNameIn } from '../../services/system/index.ts'
import { loadSettings } from '../../store/system/index.ts'

const onlineWords = { zh: '在线', en: 'online' } as const

async function answerSiteBadge(c: TextContext): Promise<Response> {
  const { services } = c.env
  const language = languageOf(c)
  const [settings, { level, online, total }] = await Promise.all([
    loadSettings(services),
    siteFigures(services),
  ])
  const name = siteNameIn(settings, language === 'zh' ? 'zh-CN' : 'en')
  const text = total === undefined ? unknownLook[language] : `${online} / ${total} ${onlineWords[language]}`
  const end = { text, colour: colours[level] }
  const picture = badgePicture({ text: name, colour: greySide }, end, `level=${level}`)
  const etag = `"${hash53(picture).toString(36)}"`
  const answer = new TextAnswer(() => picture, { etag, headers: badgeHeaders })
  return respond({ status: 200 }, answer, c.req.header('if-none-match') ?? null)
}

/**
 * `GET /badge/site.svg`: the site's name and how many of its nodes are online, in the colour of the status page's headline; grey
 * without nodes and while the list is being built. On EdgeOne a redirect leads there from the first path.
 */
export const siteBadgeRoute: TextRoute = {
  id: 'siteBadge',
  paths: ['/badge/site.svg', '/api/badge.svg'],
  answer: answerSiteBadge,
}
