import type { ComponentChildren, JSX } from 'preact'

/** A thin bar over its figures, in the colour of the state that the share leads to. `share` is used / limit; undefined = no limit or not known, then `track` says whether the empty bar stands. */
export function Meter(props: {
  share: number | undefined
  track?: boolean
  label?: string
  children: ComponentChildren
}): JSX.Element {
  const { share } = props
  const level = share === undefined || share < 0.95 ? 'accent' : share < 1 ? 'warn' : 'bad'
  return (
    <div class="meter">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {share === undefined && !props.track ? null : <rect class="meter-track" width="100" height="4" />}
        {share === undefined ? null : (
          <rect class={`meter-${level}`} width={Math.max(0, Math.min(1, share)) * 100} height="4" />
        )}
      </svg>
      <span class="meter-text">
        {props.label ? <span class="meter-label">{props.label}</span> : null}
        <span>{props.children}</span>
      </span>
    </div>
  )
}
