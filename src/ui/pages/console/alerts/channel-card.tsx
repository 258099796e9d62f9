import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Channel, ChannelScope } from '../../../../contract/channels.ts'
import { confirm } from '../../../components/confirm.tsx'
import { FormError } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { Box } from '../states.tsx'
import { useAction } from '../use-action.ts'
import type { OwnNodes } from './alerts-page.tsx'
import { Deliveries } from './deliveries.tsx'
import { refusal } from './refusal.ts'

type Props = Readonly<{
  scope: ChannelScope
  channel: Channel
  nodes: OwnNodes
  onEdit: () => void
  onGone: () => void
}>

/** A channel: what it is, whether it works, and what can be done with it. */
export function ChannelCard({ scope, channel, nodes, onEdit, onGone }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [isOpen, setOpen] = useState(false)
  const { id, name, kind, last_four: four, off_reason: off } = channel
  const heading = `h-channel-${id}`
  const test = async (): Promise<void> => {
    await api.send(calls.testChannel(scope, id))
    showToast({ tone: 'good', text: t('channelTested', { name }) })
  }
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('channelDeleteAsk', { name }),
      body: t('channelDeleteBody'),
      keep: t('keep'),
      act: t('channelDelete'),
      danger: true,
    })
    if (!yes) return
    await action.run(async () => {
      await api.send(calls.deleteChannel(scope, id))
      showToast({ tone: 'good', text: t('channelDeleted', { name }) })
      onGone()
    })
  }
  const end = kind === 'mail' ? t('channelMailTo') : four === '' ? '' : t('channelEnds', { four })
  return (
    <section class="card section channel" aria-labelledby={heading}>
      <h2 id={heading} class="wrap-any">
        {name}
      </h2>
      <p class="small dim">
        {t(`kind_${kind}`)}
        {end === '' ? '' : ` · ${end}`}
      </p>
      <p class="small">{channel.events.map((event) => t(`event_${event}`)).join(' · ')}</p>
      {off === null ? null : (
        <Box tone="bad" title={t('channelOff', { why: off })}>
          {t('channelOffMore')}
        </Box>
      )}
      <FormError text={action.problem ? refusal(action.problem) : ''} />
      <div class="section-end">
        <button type="button" class="btn btn-plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'deliveriesHide' : 'deliveries')}
          <span class="sr"> {name}</span>
        </button>
        <button type="button" class="btn" disabled={action.busy} onClick={() => void action.run(test)}>
          {action.busy ? t('working') : t('channelTest')}
          <span class="sr"> {name}</span>
        </button>
        <button type="button" class="btn" onClick={onEdit}>
          {t('channelChange')}
          <span class="sr"> {name}</span>
        </button>
        <button type="button" class="btn" onClick={() => void remove()}>
          {t('channelDelete')}
          <span class="sr"> {name}</span>
        </button>
      </div>
      {isOpen ? <Deliveries {...{ scope, id, nodes }} /> : null}
    </section>
  )
}
