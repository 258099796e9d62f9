import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { connectionUrl } from '../../../contract/connection-url.ts'
import { t } from '../../i18n/status.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { AddressBox } from './address-box.tsx'
import { askNodes, whyFailed } from './ask-nodes.ts'
import type { PeerOptions } from './peer-url.ts'

/** The tcp address of the node that these choices lead to; '' with words for the reader until, or unless, there is one. */
function usePlainAddress(options: PeerOptions): Readonly<{ url: string; said: string }> {
  const [state, setState] = useState({ url: '', said: '' })
  const asked = useSettled(JSON.stringify(options))
  useEffect(() => {
    const control = new AbortController()
    setState({ url: '', said: t('loading') })
    const ask = async (): Promise<void> => {
      try {
        const [node] = await askNodes(options, { signal: control.signal, limit: 1, protocol: ['TCP'] })
        const tcp = node?.connections.find((connection) => connection.type === 'TCP')
        setState(tcp ? { url: connectionUrl(tcp), said: '' } : { url: '', said: t('whoNobody') })
      } catch (error) {
        if (control.signal.aborted) return
        setState({ url: '', said: t('whoFailed', { why: whyFailed(error) }) })
      }
    }
    void ask()
    return () => control.abort()
  }, [asked])
  // Never the address of a choice that has been left.
  return asked === JSON.stringify(options) ? state : { url: '', said: t('loading') }
}

/** The address of one node, for cores that ask no site. */
export function PlainAddress({ options }: { options: PeerOptions }): JSX.Element {
  const { url, said } = usePlainAddress(options)
  return (
    <>
      <AddressBox text={url} said={said} />
      {url === '' ? null : <p class="small dim plain-note">{t('plainNote')}</p>}
    </>
  )
}
