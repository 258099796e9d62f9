import type { JSX } from 'preact'

/** Paths on a 16 px grid, stroked in the colour of the text. */
const paths = {
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'm3 8.5 3.2 3.2L13 5',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  close: 'm4 4 8 8m0-8-8 8',
  filter: 'M2 4h12M4.5 8h7M6.5 12h3',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  screen: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.5V11M8 5v.1',
  code: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h1.5v1.5M13.5 9.5v4h-4',
  moon: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1Z',
} as const

export type IconName = keyof typeof paths

/** A decorative icon; the control around it carries the name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return <Drawing path={paths[name]} size={size} />
}

/** An icon of a path of its own. */
export function Drawing(props: { path: string; size?: number; width?: number }): JSX.Element {
  const { size = 16 } = props
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width={props.width ?? 1.5}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={props.path} />
    </svg>
  )
}

/** The site's mark: three joined nodes. */
export function Logo(): JSX.Element {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      aria-hidden="true"
    >
      <path d="M10 4.5 4 15h12z" />
      <g fill="currentColor">
        <circle cx="10" cy="4" r="2.6" />
        <circle cx="4" cy="15.4" r="2.6" />
        <circle cx="16" cy="15.4" r="2.6" />
      </g>
    </svg>
  )
}
