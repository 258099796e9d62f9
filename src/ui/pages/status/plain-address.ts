import { useEffect, useState } from 'preact/hooks'
import { connectionUrl } from '../../../contract/connection-url.ts'
import { t } from '../../i18n/status.ts'
import { useSettled } from '../../lib/use-settled.ts'
import type { PeerOptions } from './peer-url.ts'

/** The tcp address of the node that these choices lead to; '' with words for the reader until, or unless, there is one. */
export function usePlainAddress(options: PeerOptions | undefined): Readonly<{ url: string; said: string }> {
  const [state, setState] = useState({ url: '', said: '' })
  const asked = useSettled(options === undefined ? '' : JSON.stringify(options))
  useEffect(() => {
    if (asked === '' || options === undefined) return undefined
    const control = new AbortController()
    setState({ url: '', said: t('loading') })
    const ask = async (): Promise<void> => {
      const { askNodes, whyFailed } = await import('./ask-nodes.ts')
      try {
        const [node] = await askNodes(options, { signal: control.signal, limit: 1, protocol: ['TCP'] })
        const tcp = node?.connections.find((connection) => connection.type === 'TCP')
        setState(tcp ? { url: connectionUrl(tcp), said: '' } : { url: '', said: t('whoNobody') })
      } catch (error) {
        if (control.signal.aborted) return
        setState({ url: '', said: t('whoFailed', { why: whyFailed(error) }) })
      }
    }
    ask().catch(() => setState({ url: '', said: t('siteUnreachable') }))
    return () => control.abort()
  }, [asked])
  // Never the address of a choice that has been left.
  return asked === JSON.stringify(options) ? state : { url: '', said: t('loading') }
}
