import { plannedMaintenance } from '../../services/announcements/index.ts'
import type { TextContext, TextRoute } from './text-route.ts'

const lineBytesMax = 75

/** RFC 5545 3.3.11: text with its special characters escaped, without control characters. */
function escapeText(text: string): string {
  return text
    .replace(/\r\n?|\n/g, '\n')
    .replace(/[\\;,]/g, (char) => `\\${char}`)
    .replace(/\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
}

/** RFC 5545 3.1: lines of at most 75 octets; what is longer goes on behind a space. No character is torn. */
export function foldLine(line: string): string {
  const encoder = new TextEncoder()
  let folded = ''
  let bytes = 0
  for (const char of line) {
    const size = encoder.encode(char).length
    if (bytes + size > lineBytesMax) {
      folded += '\r\n '
      bytes = 1
    }
    folded += char
    bytes += size
  }
  return folded
}

/** RFC 5545 3.3.5, form 2: UTC. */
function utc(ms: number): string {
  return `${new Date(ms).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
}

/** `GET /maintenance.ics`: planned work as a calendar (RFC 5545). */
async function answerCalendar(c: TextContext): Promise<Response> {
  const { services } = c.env
  const { hostname } = new URL(services.origin)
  const events = (await plannedMaintenance(services)).flatMap((work) => [
    'BEGIN:VEVENT',
    `UID:${work.id}@${hostname}`,
    `DTSTAMP:${utc(work.savedMs)}`,
    `LAST-MODIFIED:${utc(work.savedMs)}`,
    `DTSTART:${utc(work.fromMs)}`,
    `DTEND:${utc(work.resolvedMs > work.fromMs ? Math.min(work.resolvedMs, work.untilMs) : work.untilMs)}`,
    `SUMMARY:${escapeText(work.title)}`,
    `STATUS:${work.resolvedMs !== 0 && work.resolvedMs <= work.fromMs ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    ...(work.text === '' ? [] : [`DESCRIPTION:${escapeText(work.text)}`]),
    `URL:${services.origin}/incidents/#${work.id}`,
    'END:VEVENT',
  ])
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//EasyTier//node manager//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:EasyTier 维护 maintenance',
    ...events,
    'END:VCALENDAR',
  ]
  return new Response(lines.map((line) => `${foldLine(line)}\r\n`).join(''), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    },
  })
}

/** EdgeOne routes no name with a dot, so there the first path leads to the one below /api. */
export const calendarRoute: TextRoute = {
  id: 'calendar',
  paths: ['/maintenance.ics', '/api/maintenance.ics'],
  answer: answerCalendar,
}
