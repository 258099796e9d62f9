import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Banner } from '../../contract/announcements.ts'
import { t } from '../i18n/core.ts'
import { moment } from '../lib/format.ts'
import { store, stored } from '../lib/preferences.ts'
import { serverNowMs } from '../lib/server-clock.ts'
import { type Announced, keptBanners } from '../lib/site-info.ts'
import { Glyph } from './glyph.tsx'
import { Icon } from './icon.tsx'
import { Linked } from './linked.tsx'

const closedKey = 'et.banners-closed'
const closedMax = 20

/** One line of the banner; its key changes with what it says, so that what was closed comes again. */
type Line = Readonly<{ key: string; tone: Banner['tone']; text: string; id?: string }>

const words = {
  notice: 'tone_notice',
  maintenance: 'tone_maintenance',
  incident: 'tone_incident',
} as const

function lineOf({ id, tone, title, starts_at: from, ends_at: until, updated_at: at }: Banner): Line {
  const nowMs = serverNowMs()
  const when =
    tone === 'maintenance' && until !== null
      ? ` (${moment(Date.parse(from), nowMs)} – ${moment(Date.parse(until), nowMs)})`
      : ''
  return { key: `${id} ${at}`, tone, id, text: `${t(words[tone])}: ${title}${when}` }
}

function linesOf({ notice, announcements }: Banners): Line[] {
  const lines = announcements.map(lineOf)
  return notice === '' ? lines : [...lines, { key: notice, tone: 'notice', text: notice }]
}

function closedBefore(): readonly string[] {
  try {
    const known: unknown = JSON.parse(stored(closedKey) ?? '[]')
    return Array.isArray(known) ? known.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}

type Banners = Readonly<{ notice: string; announcements: readonly Banner[] }>

const nothing: Banners = { notice: '', announcements: [] }

function bannersIn({ notice = '', announcements = [] }: Announced): Banners {
  return { notice, announcements }
}

/** What was announced when an earlier page of this browser asked; nothing when that cannot be read. */
function knownBanners(): Banners {
  try {
    const { notice, announcements } = JSON.parse(keptBanners() ?? '') as Partial<Banners>
    return { notice: notice ?? '', announcements: announcements ?? [] }
  } catch {
    return nothing
  }
}

/**
 * What the site announces, over the whole width below the header: two lines each, the rest on demand; closed for good until
 * it changes. What is told after the page was painted (and all of it, unless `inPlace`) lies over the page's end, so
 * that nothing moves; the next page has it in its place.
 */
export function Notices(props: { inPlace: boolean; told: Announced | undefined }): JSX.Element {
  const told = props.told && bannersIn(props.told)
  const [painted] = useState(() => (props.inPlace ? (told ?? knownBanners()) : nothing))
  const [closed, setClosed] = useState(closedBefore)
  const isOpen = ({ key }: Line): boolean => !closed.includes(key)
  const first = linesOf(painted)
  const now = linesOf(told ?? painted)
  const has = (lines: readonly Line[], { key }: Line): boolean => lines.some((line) => line.key === key)
  const close = (line: Line): void => {
    const next = [...closed, line.key].slice(-closedMax)
    store(closedKey, JSON.stringify(next))
    setClosed(next)
  }
  const row = (line: Line): JSX.Element => (
    // What was painted keeps its room when it has been taken back, for the same reason.
    <Row key={line.key} line={line} isGone={!has(now, line)} onClose={() => close(line)} />
  )
  const inPlace = first.filter(isOpen)
  const late = now.filter((line) => isOpen(line) && !has(first, line))
  return (
    <>
      {inPlace.length === 0 ? null : <aside aria-label={t('notice')}>{inPlace.map(row)}</aside>}
      {late.length === 0 ? null : (
        <aside class="notice-late" aria-label={t('noticeNew')}>
          {late.map(row)}
        </aside>
      )}
    </>
  )
}

type RowProps = Readonly<{ line: Line; isGone: boolean; onClose: () => void }>

function Row({ line, isGone, onClose }: RowProps): JSX.Element {
  const [open, setOpen] = useState(false)
  const [long, setLong] = useState(false)
  const body = useRef<HTMLParagraphElement>(null)
  useLayoutEffect(() => {
    const place = body.current
    if (place && !open) setLong(place.scrollHeight > place.clientHeight + 1)
  }, [line.text, open])
  return (
    <div class={`notice notice-${line.tone}${isGone ? ' notice-gone' : ''}`}>
      <div class="wrap">
        {line.tone === 'notice' ? (
          <Icon name="info" />
        ) : (
          <Glyph tone={line.tone === 'incident' ? 'bad' : 'warn'} />
        )}
        <p ref={body} class={open ? '' : 'notice-brief'}>
          <Linked text={line.text} />
          {line.id === undefined ? null : (
            <>
              {' '}
              <a href={`/incidents/#${line.id}`}>{t('noticeDetails')}</a>
            </>
          )}
        </p>
        {long || open ? (
          <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('noticeLess') : t('noticeMore')}
          </button>
        ) : null}
        <button type="button" class="btn btn-plain btn-icon" aria-label={t('noticeClose')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </div>
  )
}
