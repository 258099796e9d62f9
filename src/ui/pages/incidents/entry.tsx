import type { JSX } from 'preact'
import type { Announcement } from '../../../contract/announcements.ts'
import { Glyph, type Tone } from '../../components/glyph.tsx'
import { Linked } from '../../components/linked.tsx'
import { t } from '../../i18n/incidents.ts'
import { absolute, moment } from '../../lib/format.ts'

/** How things stand with an announcement. */
type Standing = 'planned' | 'current' | 'over' | 'resolved'

function standingOf(
  { starts_at: from, ends_at: until, resolved_at: resolved }: Announcement,
  nowMs: number,
): Standing {
  if (resolved !== null) return 'resolved'
  if (until !== null && Date.parse(until) <= nowMs) return 'over'
  return Date.parse(from) > nowMs ? 'planned' : 'current'
}

function toneOf({ tone }: Announcement, standing: Standing): Tone {
  if (standing === 'resolved') return 'good'
  if (standing !== 'current') return 'idle'
  return tone === 'incident' ? 'bad' : tone === 'maintenance' ? 'warn' : 'idle'
}

/** One announcement with what it affects and how it went on. */
export function Entry({ announcement, nowMs }: { announcement: Announcement; nowMs: number }): JSX.Element {
  const { id, title, tone, details, updates, starts_at: from } = announcement
  const until = announcement.resolved_at ?? announcement.ends_at
  const standing = standingOf(announcement, nowMs)
  const at = (time: string): string => moment(Date.parse(time), nowMs)
  return (
    <article class="card incident" id={id} aria-labelledby={`h-${id}`}>
      <h2 id={`h-${id}`} dir="auto">
        {title}
      </h2>
      <p class="small incident-state">
        <Glyph tone={toneOf(announcement, standing)} />
        <strong>
          {t(`tone_${tone}`)} · {t(standing)}
        </strong>
        <span class="dim">
          {until === null ? t('since', { t: at(from) }) : t('span', { from: at(from), until: at(until) })}
        </span>
      </p>
      <Affected announcement={announcement} />
      {details === '' ? null : (
        <p class="incident-text" dir="auto">
          <Linked text={details} />
        </p>
      )}
      {updates.length === 0 ? null : (
        <ol class="incident-updates" aria-label={t('updates')}>
          {updates.toReversed().map((update) => (
            <li key={update.at + update.text}>
              <time class="small dim" dateTime={update.at} title={absolute(Date.parse(update.at))}>
                {at(update.at)}
              </time>
              <p class="incident-text" dir="auto">
                <Linked text={update.text} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </article>
  )
}

function Affected({ announcement }: { announcement: Announcement }): JSX.Element | null {
  const { affected_nodes: nodes, affected_regions: regions, tone } = announcement
  if (nodes.length + regions.length === 0 && tone === 'notice') return null
  return (
    <p class="small incident-affected">
      <span class="dim">{t('affected')}</span>
      {nodes.length + regions.length === 0 ? <span>{t('wholeSite')}</span> : null}
      {regions.map((region) => (
        <span key={region}>{t(region)}</span>
      ))}
      {nodes.map((node) => (
        <a key={node.id} href={`/n/?id=${node.id}`} dir="auto">
          {node.name}
        </a>
      ))}
    </p>
  )
}
