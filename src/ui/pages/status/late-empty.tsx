import type { ComponentProps, JSX } from 'preact'
import { withTexts } from '../../i18n/language.ts'
import { useLate } from '../../lib/use-late.ts'
import type { NoMatch, NoNodes, Uninitialised } from './empty.tsx'

type Parts = Readonly<{
  NoMatch: typeof NoMatch
  NoNodes: typeof NoNodes
  Uninitialised: typeof Uninitialised
}>

/** What stands in the place of rows is seldom seen, and fetched then. */
function useEmpty(): Parts | undefined {
  return useLate<Parts>(true, () => withTexts(import('./empty.tsx'))).it
}

/** The filters let nothing through. */
export function LateNoMatch(props: ComponentProps<typeof NoMatch>): JSX.Element | null {
  const parts = useEmpty()
  return parts ? <parts.NoMatch {...props} /> : null
}

/** The site has no node; `isNew`: and nobody who could have added one. */
export function LateNoNodes({ isNew }: { isNew: boolean }): JSX.Element | null {
  const parts = useEmpty()
  if (!parts) return null
  return isNew ? <parts.Uninitialised /> : <parts.NoNodes />
}
