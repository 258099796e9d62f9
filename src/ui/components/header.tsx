import { missing } from '../lib/missing.ts'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { otherLanguage } from '../lib/mount.tsx'
import { nextTheme, signedIn, type ThemeChoice, themeChoice } from '../lib/preferences.ts'
import type { SiteInfo } from '../lib/site-info.ts'
import { nameIn, siteName as shownName } from '../lib/site-name.ts'
import { Icon, type IconName, Logo } from './icon.tsx'
import { LateNotices } from './late-notices.tsx'

export type NavItem = Readonly<{ href: string; label: string; current?: boolean }>

type Props = Readonly<{
  items: readonly NavItem[]
  /** What the site told of itself; its name is missing until it has. */
  site: Pick<SiteInfo, 'site_name' | 'site_name_en' | 'notice' | 'announcements'> | undefined
  /** Stands at the right end: the account, "sign in". On a phone it is in the menu. */
  end?: ComponentChildren
}>

const themeWords = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const
const themeIcons = { system: 'screen', light: 'sun', dark: 'moon' } as const satisfies Record<
  ThemeChoice,
  IconName
>

/** The three links of the public pages. */
export function publicItems(current: 'status' | 'share' | 'docs' | ''): NavItem[] {
  return [
    { href: '/', label: t('navStatus'), current: current === 'status' },
    { href: '/share/', label: t('navShare'), current: current === 'share' },
    { href: '/docs/', label: t('navApi'), current: current === 'docs' },
  ]
}

/** "Sign in", or "My nodes" for who is signed in. */
export function AccountLink(): JSX.Element {
  const known = signedIn()
  return (
    <a class="btn" href={known ? '/console/#/nodes' : '/console/#/login'}>
      {known ? t('mine') : t('signIn')}
    </a>
  )
}

/** Skip link and header of every page; the page's `main` has the id `main`. */
export function Header({ items, site, end }: Props): JSX.Element {
  const siteName = nameIn(site)
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(themeChoice)
  const menu = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return undefined
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      setOpen(false)
      menu.current?.focus()
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [open])
  const links = items.map((item) => (
    <a
      key={item.href}
      href={item.href}
      aria-current={item.current ? 'page' : undefined}
      onClick={() => setOpen(false)}
    >
      {item.label}
    </a>
  ))
  const themeName = t('themeIs', { name: t(themeWords[chosen]) })
  const themeIcon = <Icon name={themeIcons[chosen]} />
  const flip = (): void => setChosen(nextTheme())
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {t('skip')}
      </a>
      <header class="head">
        <div class="wrap">
          <Brand told={siteName} />
          <nav aria-label={t('navMain')}>{links}</nav>
          <div class="head-end">
            <LanguageButton class="btn btn-plain" />
            <button
              type="button"
              class="btn btn-plain btn-icon"
              aria-label={themeName}
              title={themeName}
              onClick={flip}
            >
              {themeIcon}
            </button>
            {end}
            <button
              ref={menu}
              type="button"
              class="btn btn-plain btn-icon menu"
              aria-label={t('menu')}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <Icon name={open ? 'close' : 'menu'} size={20} />
            </button>
          </div>
          {open ? (
            <div class="sheet">
              <nav class="sheet-nav" aria-label={t('menu')}>
                {links}
              </nav>
              {end}
              <LanguageButton class="" />
              <button type="button" onClick={flip}>
                {themeIcon}
                {themeName}
              </button>
            </div>
          ) : null}
        </div>
      </header>
      <LateNotices told={siteName === undefined ? undefined : site} />
    </>
  )
}

/**
 * The site's name as the last visit knew it, then as the server tells it. A name that comes in late keeps to the place
 * of the one before, so that the links beside it stay where they are; the next page has it from the start.
 */
function Brand({ told }: { told: string | undefined }): JSX.Element {
  const self = useRef<HTMLAnchorElement>(null)
  const painted = useRef({ name: '', widthPx: 0 })
  const name = shownName(told)
  useLayoutEffect(() => {
    const place = self.current
    if (!place) return
    if (!told) painted.current = { name, widthPx: place.getBoundingClientRect().width }
    else if (painted.current.name !== '' && painted.current.name !== name)
      place.style.setProperty('--brand-width', `${painted.current.widthPx}px`)
  }, [name, told])
  return (
    <a ref={self} class="brand" href="/">
      <Logo />
      <span>{name}</span>
    </a>
  )
}

function LanguageButton({ class: name }: { class: string }): JSX.Element {
  const other = t('otherLanguage')
  const change = (): void => {
    otherLanguage().catch((error: unknown) => missing(other, error))
  }
  return (
    <button type="button" class={name} lang={other === 'English' ? 'en' : 'zh-CN'} onClick={change}>
      {other}
    </button>
  )
}

/** Console routes live in the hash, so the link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault()
  const main = document.getElementById('main')
  main?.focus()
  main?.scrollIntoView()
}
