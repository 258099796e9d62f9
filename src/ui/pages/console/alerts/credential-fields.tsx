import type { JSX } from 'preact'
import { channelFields, type ChannelField, type ChannelKind } from '../../../../contract/channels.ts'
import { Field, PasswordField, TextField, describe } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { translate } from '../../../i18n/language.ts'

type Props = Readonly<{
  kind: ChannelKind
  values: Readonly<Record<string, string>>
  /** Whether there is a saved credential, of which empty fields keep their part. */
  isKept: boolean
  errorOf: (path: string) => string | undefined
  onValue: (name: string, value: string) => void
}>

/** The fields of a kind's credential, which the server never answers. */
export function CredentialFields({ kind, values, isKept, errorOf, onValue }: Props): JSX.Element {
  const fields: readonly ChannelField[] = channelFields[kind]
  return (
    <>
      {isKept && fields.length > 0 ? <p class="small dim">{t('channelSecrets')}</p> : null}
      {fields.map((field) => {
        const path = `credential.${field.name}`
        const shared = {
          path,
          label: translate(`field_${field.name}`),
          optional: field.optional === true && !isKept,
          error: errorOf(path),
          value: values[field.name] ?? '',
          onValue: (value: string) => onValue(field.name, value),
        }
        if (field.type === 'lines') return <Template key={field.name} {...shared} />
        if (field.secret === true) {
          return <PasswordField key={field.name} {...shared} input={{ autocomplete: 'off' }} />
        }
        const isUrl = field.type === 'url'
        return (
          <TextField
            key={field.name}
            {...shared}
            input={{
              autocomplete: 'off',
              spellcheck: false,
              ...(isUrl ? { inputMode: 'url' as const, placeholder: 'https://' } : {}),
            }}
          />
        )
      })}
    </>
  )
}

type TemplateProps = Readonly<{
  path: string
  label: string
  optional: boolean
  error: string | undefined
  value: string
  onValue: (value: string) => void
}>

function Template({ value, onValue, ...field }: TemplateProps): JSX.Element {
  return (
    <Field {...field}>
      <textarea
        class="input mono"
        rows={3}
        placeholder={'{"text":"{title}\\n{message}"}'}
        {...describe(field.path, field.error)}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  )
}
