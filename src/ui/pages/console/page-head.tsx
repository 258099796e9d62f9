import { Fragment, type ComponentChildren, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../i18n/console.ts'
import { nameIn, pageTitle } from '../../lib/site-name.ts'
import { useConsole } from './console.ts'
import { useStore } from './store.ts'

const seen: { first: boolean } = { first: true }

type Props = Readonly<{
  title: string
  sub?: ComponentChildren
  /** The way back, above the title. */
  crumbs?: readonly Readonly<{ href?: string; label: string }>[]
  end?: ComponentChildren
}>

/** Title of a console page: names the window and takes the focus after a change of route. */
export function PageHead({ title, sub, crumbs, end }: Props): JSX.Element {
  const { site } = useStore(useConsole().store)
  const heading = useRef<HTMLHeadingElement>(null)
  const name = nameIn(site)
  useEffect(() => {
    document.title = pageTitle(title, name)
  }, [title, name])
  useEffect(() => {
    // The page as first opened keeps the browser's own start, so that Tab finds the skip link.
    if (seen.first) seen.first = false
    else {
      heading.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
  }, [])
  return (
    <div class="page-head">
      {crumbs ? (
        <nav class="crumbs" aria-label={t('crumbs')}>
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.label}>
              {index > 0 ? <span aria-hidden="true">/</span> : null}
              {crumb.href ? <a href={crumb.href}>{crumb.label}</a> : <span>{crumb.label}</span>}
            </Fragment>
          ))}
        </nav>
      ) : null}
      <div class="page-title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {sub ? <span class="page-sub dim">{sub}</span> : null}
        {end ? <div class="page-end">{end}</div> : null}
      </div>
    </div>
  )
}
