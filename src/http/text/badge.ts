import { badgeHeaders, badgePicture, greySide } from './badge-picture.ts'
import { percentText } from './percent-text.ts'
import { languageOf } from './language.ts'
import { plain } from './plain.ts'
import { stateLooks, unknownLook, type Look } from './state-looks.ts'
import { idOf, type TextContext, type TextRoute } from './text-route.ts'
import { isoTimeOrNull } from '../../domain/values/index.ts'
import { readBadgeFigures, type BadgeFigures } from '../../store/nodes/index.ts'

/** What checks from outside say, for who reads the picture as text. */
function seenText(row: BadgeFigures | undefined): string {
  if (row === undefined) return 'reachability=unknown'
  const at = isoTimeOrNull(row.checkedMs)
  return `reachability=${row.reachability}; checked_at=${at ?? 'never'}; verified=${row.verified}`
}

async function answerBadge(c: TextContext): Promise<Response> {
  // The site's is made where the list is: here a view could not be built.
  if (c.req.param('id') === 'site.svg')
    return plain('', 301, { location: `/api/badge.svg${new URL(c.req.url).search}` })
  const id = idOf(c)
  const row = id === undefined ? undefined : await readBadgeFigures(c.env.services, id)
  const look: Look = row === undefined ? unknownLook : stateLooks[row.state]
  const language = languageOf(c)
  // A check from outside has joined it within the last half hour.
  const word = row?.verified === true ? `${look[language]} ✓` : look[language]
  const percent = { text: percentText(row?.uptime ?? null), colour: greySide }
  return new Response(badgePicture({ text: word, colour: look.colour }, percent, seenText(row)), {
    status: row === undefined ? 404 : 200,
    headers: badgeHeaders,
  })
}

/** `GET /badge/:id.svg`: the node's state, ticked while checks from outside join it, and its 90-day percent; 404 when unknown, expired or drained. */
export const badgeRoute: TextRoute = { id: 'badge', paths: ['/badge/:id'], answer: answerBadge }
