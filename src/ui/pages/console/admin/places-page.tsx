import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type * as v from 'valibot'
import type { Place } from '../../../../contract/places.ts'
import { confirm } from '../../../components/confirm.tsx'
import { Ago } from '../../../components/time.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { plain } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Box, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { AddPlace } from './add-place.tsx'
import { PlaceKey, type MadePlace } from './place-key.tsx'

type OnePlace = v.InferOutput<typeof Place>

/** `#/admin/places`: from where nodes are checked; the server puts doubtful places first. */
export function PlacesPage(): JSX.Element {
  const { api } = useConsole()
  const found = usePoll('places', (signal) => api.send(calls.listPlaces(), { signal }), 60_000)
  const [made, setMade] = useState<MadePlace | undefined>()
  const { data, problem } = found
  return (
    <div class="middle-page">
      <PageHead title={t('adminPlaces')} crumbs={[{ href: '#/admin/settings', label: t('adminSettings') }]} />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={2} /> : null}
      {data ? (
        <section class="card section" aria-labelledby="h-places">
          <h2 id="h-places" tabIndex={-1}>
            {t('placesHead')}
          </h2>
          <p class="small dim">{t('placesBody')}</p>
          <ul class="sessions">
            {data.places.map((place) => (
              <PlaceRow key={place.id} place={place} onEnded={found.reload} />
            ))}
          </ul>
        </section>
      ) : null}
      {made ? <PlaceKey made={made} onDone={() => setMade(undefined)} /> : null}
      {data && !made ? (
        <AddPlace
          onMade={(place) => {
            setMade(place)
            found.reload()
          }}
        />
      ) : null}
    </div>
  )
}

function PlaceRow({ place, onEnded }: { place: OnePlace; onEnded: () => void }): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const isOwn = place.name === ''
  const name = isOwn ? t('placeOwn') : place.name
  const revoke = async (): Promise<void> => {
    const yes = await confirm({
      title: t('placeRevokeAsk', { name }),
      body: t('placeRevokeBody'),
      keep: t('cancel'),
      act: t('placeRevoke'),
      danger: true,
    })
    if (!yes) return
    const isDone = await action.run(async () => {
      await api.send(calls.revokePlace(place.id))
      showToast({ tone: 'good', text: t('placeRevoked', { name }) })
    })
    if (!isDone) return
    // The button that had the focus is about to go.
    document.getElementById('h-places')?.focus()
    onEnded()
  }
  return (
    <li>
      <div>
        <p>
          <b class="wrap-any" dir="auto">
            {name}
          </b>{' '}
          {place.region_type === '' ? null : <span class="tag">{t(place.region_type)}</span>}{' '}
          {!isOwn && place.trusted === 1 ? <span class="tag">{t('placeTrusted')}</span> : null}
        </p>
        <p class="tiny dim">
          {place.last_seen_at === null ? (
            t('placeNever')
          ) : (
            <>
              {t('placeSeenBefore')}
              <Ago atMs={Date.parse(place.last_seen_at)} nowMs={serverNowMs()} />
            </>
          )}
          {' · '}
          {t('placeChecks', { n: place.checks })}
          {place.checks === 0
            ? ''
            : ` · ${t('placeFailures', { p: plain(Math.round((100 * place.failures) / place.checks)) })}`}
          {place.version === '' ? '' : ` · ${place.version}`}
        </p>
        {place.doubtful ? (
          <Box tone="warn" title={t('placeDoubtful')}>
            {t('placeDoubtfulBody')}
          </Box>
        ) : null}
        {action.problem ? <p class="bad-text small">{say(action.problem)}</p> : null}
      </div>
      {isOwn ? null : (
        <button type="button" class="btn" disabled={action.busy} onClick={() => void revoke()}>
          {t('placeRevoke')}
          <span class="sr"> {name}</span>
        </button>
      )}
    </li>
  )
}
