import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type * as v from 'valibot'
import { channelScopes, type Channel, type ChannelScope } from '../../../../contract/channels.ts'
import type { MyNodesAnswer } from '../../../../contract/node.ts'
import { ChoiceBar } from '../../../components/choice-bar.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import type { ConsoleRoute } from '../routes.ts'
import { Blank, Failure, Skeleton, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { go } from '../use-route.ts'
import { ChannelCard } from './channel-card.tsx'
import { ChannelForm } from './channel-form.tsx'

export type OwnNodes = v.InferOutput<typeof MyNodesAnswer>['nodes']

/** `#/alerts`: the channels of a reader's nodes, and for administrators those of the site. */
export function AlertsPage({ route }: { route: ConsoleRoute }): JSX.Element {
  const { signedIn } = useStore(useConsole().store)
  const isAdmin = signedIn !== undefined && signedIn.role !== 'user'
  const scope = isAdmin && route.name === 'alerts' ? route.scope : 'own'
  return (
    <div class="middle-page">
      <PageHead
        title={t('alerts')}
        sub={
          <>
            {t(scope === 'own' ? 'alertsSub' : 'alertsSiteSub')}{' '}
            <a class="in-text" href="/docs/alerts/">
              {t('alertsGuide')}
            </a>{' '}
            <a class="in-text" href="#/events">
              {t('myEvents')}
            </a>
          </>
        }
      />
      {isAdmin ? (
        <div class="alerts-scope">
          <ChoiceBar
            label={t('alertsScope')}
            value={scope}
            choices={channelScopes.map((value) => ({
              value,
              label: t(value === 'own' ? 'alertsOwn' : 'alertsSite'),
            }))}
            onChange={(next) => go(next === 'own' ? '#/alerts' : '#/alerts?scope=site')}
          />
        </div>
      ) : null}
      <Channels key={scope} scope={scope} />
    </div>
  )
}

function Channels({ scope }: { scope: ChannelScope }): JSX.Element {
  const { api } = useConsole()
  const found = usePoll(`channels ${scope}`, (signal) => api.send(calls.listChannels(scope), { signal }), 0)
  const mine = usePoll('my nodes', (signal) => api.send(calls.myNodes(), { signal }), 0)
  const [open, setOpen] = useState<string>('')
  const { data, problem } = found
  const nodes = mine.data?.nodes ?? []
  if (problem && !data) return <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
  if (!data) return <Skeleton rows={3} />
  const saved = (channel: Channel): void => {
    const isKnown = data.channels.some(({ id }) => id === channel.id)
    const channels = isKnown
      ? data.channels.map((one) => (one.id === channel.id ? channel : one))
      : [...data.channels, channel]
    found.setData({ ...data, channels })
    setOpen('')
  }
  const isFull = data.channels.length >= data.limit
  const add = (
    <button type="button" class="btn btn-main" onClick={() => setOpen('new')}>
      {t('channelAdd')}
    </button>
  )
  return (
    <div class="stack">
      {data.channels.length === 0 && open !== 'new' ? (
        <Blank title={t('alertsNone')}>
          <p class="dim">{t('alertsNoneMore')}</p>
          {add}
        </Blank>
      ) : null}
      {data.channels.map((channel) =>
        open === channel.id ? (
          <ChannelForm
            key={channel.id}
            {...{ scope, channel, nodes }}
            onSaved={saved}
            onClose={() => setOpen('')}
          />
        ) : (
          <ChannelCard
            key={channel.id}
            {...{ scope, channel, nodes }}
            onEdit={() => setOpen(channel.id)}
            onGone={() =>
              found.setData({ ...data, channels: data.channels.filter(({ id }) => id !== channel.id) })
            }
          />
        ),
      )}
      {open === 'new' ? (
        <ChannelForm key="new" {...{ scope, nodes }} onSaved={saved} onClose={() => setOpen('')} />
      ) : null}
      {data.channels.length > 0 && open !== 'new' ? (
        <div class="section-end">
          {isFull ? <p class="dim">{t('channelFull', { n: data.limit })}</p> : add}
        </div>
      ) : null}
    </div>
  )
}
