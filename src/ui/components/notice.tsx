import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { store, stored } from '../lib/preferences.ts'
import { keepNotice, knownNotice } from '../lib/site-info.ts'
import { Icon } from './icon.tsx'

const closedKey = 'et.notice-closed'

/** A text in parts: addresses of pages apart from what stands between them. */
export function noticeParts(text: string): readonly Readonly<{ text: string; href?: string }>[] {
  return text
    .split(/(https?:\/\/[^\s<>"'，。；！？、（）【】]+[^\s<>"'，。；！？、（）【】.,;:!?)])/)
    .filter((part) => part !== '')
    .map((part) => (/^https?:\/\//.test(part) ? { text: part, href: part } : { text: part }))
}

/**
 * The admin's announcement over the whole width below the header: two lines, the rest on demand; closed for good until
 * it changes. One that is told after the page was painted lies over the page's end, so that nothing moves; the next
 * page has it in its place.
 */
export function Notice({ told }: { told: string | undefined }): JSX.Element | null {
  const [painted] = useState(() => told ?? knownNotice() ?? '')
  const [closed, setClosed] = useState(() => stored(closedKey) ?? '')
  const [open, setOpen] = useState(false)
  const [long, setLong] = useState(false)
  const body = useRef<HTMLParagraphElement>(null)
  const text = told ?? painted
  useLayoutEffect(() => {
    if (told !== undefined) keepNotice(told)
  }, [told])
  useLayoutEffect(() => {
    const place = body.current
    if (place && !open) setLong(place.scrollHeight > place.clientHeight + 1)
  }, [text, open])
  // What was painted keeps its room when it has been taken back, for the same reason.
  const shown = text === '' ? painted : text
  if (shown === '' || shown === closed) return null
  const close = (): void => {
    store(closedKey, shown)
    setClosed(shown)
  }
  const place = painted === '' || painted === closed ? ' notice-late' : text === '' ? ' notice-gone' : ''
  return (
    <aside class={`notice${place}`} aria-label={t('notice')}>
      <div class="wrap">
        <Icon name="info" />
        <p ref={body} class={open ? '' : 'notice-brief'}>
          {noticeParts(shown).map((part) =>
            part.href === undefined ? (
              part.text
            ) : (
              <a key={part.href} href={part.href} rel="noreferrer">
                {part.text}
              </a>
            ),
          )}
        </p>
        {long || open ? (
          <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('noticeLess') : t('noticeMore')}
          </button>
        ) : null}
        <button type="button" class="btn btn-plain btn-icon" aria-label={t('noticeClose')} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
    </aside>
  )
}
