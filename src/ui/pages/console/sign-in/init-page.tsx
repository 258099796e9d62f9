import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { listingRules, type ListingRule } from '../../../../contract/vocabulary.ts'
import { PasswordField, TextField } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { isPublicHost } from '../../../lib/public-host.ts'
import { useConsole } from '../console.ts'
import { Box, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { useAction } from '../use-action.ts'
import { checkEmail, checkPassword } from './account-fields.ts'
import { AuthCard, AuthForm } from './auth-card.tsx'
import { useFields } from './use-fields.ts'

/** `#/init`: the first administrator. A 500 is shown whole, for it says how to set the variable. */
export function InitPage(): JSX.Element {
  const opened = useConsole()
  const { site } = useStore(opened.store)
  const action = useAction()
  const [done, setDone] = useState(false)
  const isPublic = isPublicHost(location.hostname)
  const [listing, setListing] = useState<ListingRule>(isPublic ? 'checked' : 'open')
  const fields = useFields(
    {
      jwt_secret: (values) => (values.jwt_secret.trim() === '' ? 'errRequired' : undefined),
      email: ({ email }) => checkEmail(email),
      password: ({ password }) => checkPassword(password),
      repeat: ({ password, repeat }) => (repeat === password ? undefined : 'errRepeat'),
    },
    action,
  )
  const { jwt_secret, email, password } = fields.values
  const send = async (): Promise<void> => {
    if (!fields.check()) return
    // Pasting brings spaces along.
    await opened.api.send(calls.initialize({ jwt_secret: jwt_secret.trim(), email, password, listing }))
    setDone(true)
    void opened.loadSite()
  }
  const secret = fields.of('jwt_secret')
  const wrongSecret = action.problem?.code === 'jwt_secret_wrong'
  const already = !done && site?.initialized === true
  if (done || already) {
    return (
      <AuthCard title={t('initTitle')}>
        <div class="stack">
          <Box tone="good" title={done ? t('initDone') : t('initAlready')} live />
          <a class="btn btn-main btn-wide" href={done ? '#/login?next=/admin/self-test?run' : '#/login'}>
            {t('signIn')}
          </a>
        </div>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('initTitle')}>
      <p class="dim">{t('initBody')}</p>
      <p>
        <a href="#/setup-test">{t('selfTestFirst')}</a>
      </p>
      {site?.secret_configured === false ? (
        <Box tone="warn" title={t('secretUnset')}>
          {t('secretUnsetMore')}
        </Box>
      ) : null}
      <AuthForm action={action} onSend={send}>
        <PasswordField
          {...secret}
          error={wrongSecret ? say(action.problem) : secret.error}
          label={t('jwtSecret')}
          hint={t('jwtSecretHint')}
          input={{ autocomplete: 'off' }}
        />
        <TextField
          {...fields.of('email')}
          label={t('email')}
          input={{ type: 'email', autocomplete: 'username', inputMode: 'email' }}
        />
        <PasswordField
          {...fields.of('password')}
          label={t('password')}
          hint={t('passwordHint')}
          input={{ autocomplete: 'new-password' }}
        />
        <PasswordField
          {...fields.of('repeat')}
          label={t('repeat')}
          input={{ autocomplete: 'new-password' }}
        />
        {isPublic ? <p class="small dim">{t('initListing')}</p> : null}
        <Segmented
          path="listing"
          label={t('listing')}
          hint={t(`listingHint_${listing}`)}
          value={listing}
          options={listingRules.map((value) => ({ value, label: t(`listing_${value}`) }))}
          onValue={setListing}
        />
        <FormError
          text={
            action.problem && action.problem.field === undefined && !wrongSecret ? say(action.problem) : ''
          }
        />
        <SubmitButton label={t('initDo')} busy={action.busy} waitS={action.waitS} wide />
      </AuthForm>
    </AuthCard>
  )
}
