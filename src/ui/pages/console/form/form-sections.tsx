import type { JSX } from 'preact'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { t } from '../../../i18n/console.ts'
import { toHalfWidth } from '../../../lib/address.ts'
import { AddressRows } from './address-rows.tsx'
import type { FieldName, NodeForm } from './model.ts'
import type { NodeFormState } from './use-node-form.ts'

type TextName = {
  [N in FieldName]: NodeForm[N] extends string ? (string extends NodeForm[N] ? N : never) : never
}[FieldName]

/** Props of a text field of the form. Numbers become half-width when the field is left. */
export function textProps(state: NodeFormState, name: TextName, numeric = false) {
  return {
    path: name,
    value: state.form[name],
    error: state.errorOf(name),
    onValue: (value: string) => state.set({ [name]: value }),
    onBlur: () => {
      const half = toHalfWidth(state.form[name])
      if (numeric && half !== state.form[name]) state.set({ [name]: half })
      if (state.form[name] !== '' || numeric) state.leave(name)
    },
    ...(numeric ? { input: { inputMode: 'decimal' as const, autocomplete: 'off' as const } } : {}),
  }
}

type Props = Readonly<{ state: NodeFormState }>

/** Name, place, region, relaying. */
export function BasicsSection({ state }: Props): JSX.Element {
  return (
    <section class="form-section" aria-labelledby="h-basics">
      <h2 id="h-basics">{t('basics')}</h2>
      <div class="two">
        <TextField
          {...textProps(state, 'node_name')}
          label={t('nodeName')}
          hint={t('nodeNameHint')}
          input={{ 'aria-required': 'true', autocomplete: 'off' }}
        />
        <TextField
          {...textProps(state, 'region_detail')}
          label={t('regionDetail')}
          optional
          input={{ autocomplete: 'off' }}
        />
      </div>
      <Segmented
        path="region_type"
        label={t('region')}
        value={state.form.region_type}
        options={[
          { value: 'domestic', label: t('domestic') },
          { value: 'overseas', label: t('overseas') },
        ]}
        onValue={(region_type) => state.set({ region_type })}
        error={state.errorOf('region_type')}
      />
      <fieldset class="field" role="radiogroup">
        <legend>{t('relaying')}</legend>
        <div class="two cards">
          <RelayCard state={state} value={1} title={t('relay')} body={t('relayBody')} />
          <RelayCard state={state} value={0} title={t('punch')} body={t('punchBody')} />
        </div>
      </fieldset>
    </section>
  )
}

function RelayCard({
  state,
  value,
  title,
  body,
}: Props & { value: 0 | 1; title: string; body: string }): JSX.Element {
  return (
    <label class="choice-card">
      <input
        type="radio"
        name="allow_relay"
        checked={state.form.allow_relay === value}
        onChange={() => state.set({ allow_relay: value })}
      />
      <span>
        <b>{title}</b>
        <span class="tiny dim">{body}</span>
      </span>
    </label>
  )
}

/** The addresses, and whether they are published. */
export function AddressSection({ state }: Props): JSX.Element {
  return (
    <section class="form-section" aria-labelledby="h-addresses">
      <h2 id="h-addresses">{t('addresses')}</h2>
      <p class="small dim">{t('addressesBody')}</p>
      <AddressRows state={state} />
      <label class="check">
        <input
          type="checkbox"
          checked={state.form.address_public === 1}
          onChange={(event) => state.set({ address_public: event.currentTarget.checked ? 1 : 0 })}
        />
        {t('addressPublicDo')}
      </label>
    </section>
  )
}

const suggestions = ['电信', '联通', '移动', '三网BGP', 'IPv4', 'IPv6', '双栈'] as const
function split(tags: string): string[] {
  return tags
    .split(/[,，、]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

/** The folded rest: health check, tags, notes, a correction of the traffic. */
export function MoreSection({ state, stored }: Props & { stored: boolean }): JSX.Element {
  const { form } = state
  const tags = split(form.tags)
  const toggle = (tag: string): void =>
    state.set({ tags: (tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag]).join(',') })
  return (
    <details class="form-section fold">
      <summary>
        <h2>
          {t('more')} <span class="faint">{t('optional')}</span>
        </h2>
        <Icon name="chevron" />
      </summary>
      <div class="stack">
        <Field path="tags" label={t('tags')} error={state.errorOf('tags')} hint={t('tagsHint')}>
          <input
            class="input"
            {...describe('tags', state.errorOf('tags'), true)}
            autocomplete="off"
            value={form.tags}
            onInput={(event) => state.set({ tags: event.currentTarget.value })}
            onBlur={() => state.leave('tags')}
          />
          <div class="suggestions" role="group" aria-label={t('suggestions')}>
            {suggestions.map((tag) => (
              <button
                key={tag}
                type="button"
                class="chip"
                lang="zh-CN"
                aria-pressed={tags.includes(tag)}
                onClick={() => toggle(tag)}
              >
                {tag}
              </button>
            ))}
          </div>
        </Field>
        <Field path="notes" label={t('notes')} error={state.errorOf('notes')} hint={t('notesHint')}>
          <textarea
            class="input"
            rows={3}
            {...describe('notes', state.errorOf('notes'), true)}
            value={form.notes}
            onInput={(event) => state.set({ notes: event.currentTarget.value })}
            onBlur={() => state.leave('notes')}
          />
        </Field>
        <p class="small dim">{t('credentialsBody')}</p>
        <div class="two">
          <TextField
            {...textProps(state, 'network_name')}
            label={t('networkName')}
            hint={stored ? t('storedKeep') : undefined}
            input={{ autocomplete: 'off', spellcheck: false }}
          />
          <TextField
            {...textProps(state, 'network_secret')}
            label={t('networkSecret')}
            hint={stored ? t('storedKeep') : undefined}
            input={{ type: 'password', autocomplete: 'off' }}
          />
        </div>
        <TextField
          {...textProps(state, 'correction_traffic', true)}
          label={t('correctionTraffic')}
          unit="GB"
          hint={t('correctionHint')}
        />
        <Segmented
          path="legacy_cumulative"
          label={t('reportedTraffic')}
          value={form.legacy_cumulative === 1 ? 'sum' : 'added'}
          options={[
            { value: 'added', label: t('reportedAdded') },
            { value: 'sum', label: t('reportedSum') },
          ]}
          onValue={(kind) => state.set({ legacy_cumulative: kind === 'sum' ? 1 : 0 })}
          hint={t('reportedHint')}
        />
      </div>
    </details>
  )
}
