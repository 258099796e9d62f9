import type { JSX } from 'preact'
import { StarButton } from '../../components/star-button.tsx'

/** What the list has once somebody does anything on the page: the whole finder, and the stars. */
export { wholeFinder } from './find.ts'

/** The star of a row. */
export function RowStar(props: { id: number; name: string }): JSX.Element {
  return <StarButton {...props} bare />
}
